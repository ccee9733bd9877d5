// For pages whose <html> we don't write (Django's admin): the look chosen at the desk, before painting.
const chosen = document.cookie.split("; ").find((pair) => pair.startsWith("theme="))?.slice(6);
if (chosen) document.documentElement.dataset.theme = decodeURIComponent(chosen).replace("+", " ");

// What htmx could not fetch is said, not swallowed: a refused form (422) is shown in its place; when
// the desk can't be reached, the bar [data-offline] tells so and hides again with the next answer. A part
// refused because the session has ended (401) shows [data-signed-out]; the page keeps what was typed.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422 && event.detail.xhr.status !== 409) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 401) return;
  document.querySelectorAll("[data-signed-out]").forEach((bar) => (bar.hidden = false));
});

const offline = (is) => document.querySelectorAll("[data-offline]").forEach((bar) => (bar.hidden = !is));
document.addEventListener("htmx:sendError", () => offline(true));
document.addEventListener("htmx:timeout", () => offline(true));
document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && offline(false));

// [data-theme-choice] holds buttons name="theme": the look changes at once and is kept in the cookie
// that the server reads. Without JavaScript the form does the same with a page load.
const KEPT_SECONDS = 365 * 24 * 3600;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice] [name=theme]");
  if (!button) return;
  event.preventDefault();
  const { value } = button;
  if (value) document.documentElement.dataset.theme = value;
  else delete document.documentElement.dataset.theme;
  const age = value ? KEPT_SECONDS : 0;
  document.cookie = `theme=${encodeURIComponent(value)}; path=/; max-age=${age}; samesite=lax`;
  for (const other of button.parentElement.children) {
    other.setAttribute("aria-pressed", String(other === button));
  }
});

// Ctrl+Enter (Cmd+Enter) inside a form with [data-submit-key] presses its main button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form[data-submit-key]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".button-primary[type=submit]"));
});

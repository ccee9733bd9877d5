// [data-focus] has the keyboard when the page opens, or when htmx brings it: a refused form's summary
// is read out, an opened form starts in its first field.
function focusIn(root) {
  root.querySelector?.("[data-focus]")?.focus();
}

focusIn(document);
document.addEventListener("htmx:afterSettle", (event) => focusIn(event.target));

// [data-focus] has the keyboard when the page opens, or when htmx brings it: a refused form's summary
// is read out, an opened form starts in its first field.
function focusIn(root) {
  root.querySelector?.("[data-focus]")?.focus();
}

focusIn(document);
document.addEventListener("htmx:afterSettle", (event) => focusIn(event.target));

// A place that is filled anew under the keyboard takes it over, where it can: what had it is gone,
// and the reader would be nowhere. Htmx itself keeps the keyboard on what has an id.
let refilled = null;

document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  const here = document.activeElement;
  refilled = target !== here && target.contains(here) ? target : null;
});

document.addEventListener("htmx:afterSwap", () => {
  if (refilled && document.activeElement === document.body) refilled.focus({ preventScroll: true });
  refilled = null;
});

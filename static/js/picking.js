// Selecting rows: inside [data-rows], checkboxes named "ticket" and one [data-pick-all].
// [data-bulk-count] says how many are picked, in the words of its data-one and data-many ("#" stands
// for the number). [data-pick-none] clears. Showing and hiding the bar is CSS alone.
const boxes = () => [...document.querySelectorAll('[data-rows] input[name="ticket"]')];

function show() {
  const picked = boxes().filter((box) => box.checked).length;
  const all = document.querySelector("[data-pick-all]");
  if (all) {
    all.checked = picked > 0 && picked === boxes().length;
    all.indeterminate = picked > 0 && !all.checked;
  }
  const count = document.querySelector("[data-bulk-count]");
  if (count) count.textContent = (picked === 1 ? count.dataset.one : count.dataset.many).replace("#", picked);
}

function pickAll(checked) {
  boxes().forEach((box) => (box.checked = checked));
  show();
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) pickAll(event.target.checked);
  else if (event.target.matches('[data-rows] input[name="ticket"]')) show();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-pick-none]")) pickAll(false);
});
document.addEventListener("htmx:afterSettle", show);
show();

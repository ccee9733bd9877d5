// Selecting rows: inside [data-rows], checkboxes named "ticket" and one [data-pick-all]. The bar
// [data-bulk] shows while something is picked, and [data-bulk-count] says how many, in the words of
// its data-one and data-many ("%" stands for the number). [data-pick-none] clears.
const boxes = () => [...document.querySelectorAll('[data-rows] input[name="ticket"]')];

function show() {
  const bar = document.querySelector("[data-bulk]");
  const picked = boxes().filter((box) => box.checked).length;
  boxes().forEach((box) => box.closest("[data-row]").classList.toggle("is-picked", box.checked));
  const all = document.querySelector("[data-pick-all]");
  if (all) {
    all.checked = picked > 0 && picked === boxes().length;
    all.indeterminate = picked > 0 && !all.checked;
  }
  if (!bar) return;
  bar.hidden = picked === 0;
  const count = bar.querySelector("[data-bulk-count]");
  count.textContent = (picked === 1 ? count.dataset.one : count.dataset.many).replace("%", picked);
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

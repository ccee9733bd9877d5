// Keys: any element with [data-key="r"] is used by pressing that key (a field is focused, everything
// else clicked). [data-rows] is a list that j and k walk; [data-row] is a line with [data-open] (its
// link) and a checkbox for x. Nothing happens while someone types or holds Ctrl, Alt or Cmd.
const typing = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

function use(element) {
  if (element.matches(typing)) element.focus();
  else if (element.matches("dialog")) element.showModal();
  else element.click();
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-rows] [data-row]")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement) || row.matches(".is-current"));
  const row = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  rows.forEach((other) => other.classList.toggle("is-current", other === row));
  row.querySelector("[data-open]").focus();
  row.scrollIntoView({ block: "nearest" });
}

const ways = {
  j: () => move(1),
  k: () => move(-1),
  x: () => document.querySelector("[data-row]:focus-within input[type=checkbox]")?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(typing)) return;
  if (document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!element && !ways[key]) return;
  event.preventDefault();
  if (element) use(element);
  else ways[key]();
});

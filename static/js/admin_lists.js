// A list of the administration: each cell is named by its column, so that static/css/admin.css can show
// a row as a card in a narrow window. Without JavaScript the table scrolls sideways.
const list = document.querySelector("#result_list");
const columns = [...(list?.tHead.rows[0].cells ?? [])].map((cell) => cell.querySelector(".text")?.innerText.trim() ?? "");
for (const row of list?.tBodies[0].rows ?? []) {
  if (row.cells.length !== columns.length) continue; // what is wrong with a row has a line of its own
  for (const [index, cell] of [...row.cells].entries()) {
    cell.dataset.name = columns[index];
    cell.toggleAttribute("data-empty", cell.textContent.trim() === "-" && !cell.querySelector("img, input"));
  }
}
list?.classList.add("is-named");

// What Django names without saying what it is: a picture that stands before the box it explains.
addEventListener("load", () => {
  for (const hint of document.querySelectorAll(".search-label-icon[aria-label]")) hint.setAttribute("role", "img");
});

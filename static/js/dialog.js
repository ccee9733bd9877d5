// [data-dialog="id"] opens that <dialog>; its own forms close it. Without JavaScript the element is a
// link to the same question on a page of its own.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});

// form[data-draft-url]: what is typed is kept at the desk too, so that it waits on every device. Sent
// a while after the last key; nothing is said when the desk can't be reached, draft.js keeps it here.
const WAIT_MS = 2500;
let waiting;

function send(form) {
  const body = new FormData();
  body.set("body", form.elements.body.value);
  body.set("kind", form.dataset.draftKind);
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  fetch(form.dataset.draftUrl, { method: "POST", headers, body }).catch(() => {});
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft-url]");
  if (!form || event.target.name !== "body") return;
  clearTimeout(waiting);
  waiting = setTimeout(send, WAIT_MS, form);
});
document.addEventListener("submit", () => clearTimeout(waiting));

// Drafts: a form with [data-draft="a name of its own"] keeps what is typed on this device, for seven
// days, and puts it back into fields that are empty. Sending it forgets it. [data-draft-note] inside
// the form says when it was kept, in the words of its data-kept ("#" stands for the time).
const KEPT_MS = 7 * 24 * 3600 * 1000;
const keyOf = (form) => `draft:${form.dataset.draft}`;
const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && field.matches("textarea, input[type=text], select"));

function keep(form) {
  const values = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value]));
  localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values }));
  const note = form.querySelector("[data-draft-note]");
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  if (note) note.textContent = note.dataset.kept.replace("#", time);
}

function restore(form) {
  const kept = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  if (!kept) return;
  if (Date.now() - kept.at > KEPT_MS) return localStorage.removeItem(keyOf(form));
  for (const field of fieldsOf(form)) {
    if (!field.value && kept.values[field.name]) field.value = kept.values[field.name];
  }
}

document.querySelectorAll("form[data-draft]").forEach(restore);
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  clearTimeout(form.keeping);
  form.keeping = setTimeout(keep, 600, form);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-draft]")) return;
  clearTimeout(event.target.keeping);
  localStorage.removeItem(keyOf(event.target));
});

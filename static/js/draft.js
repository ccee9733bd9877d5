// Drafts: a form with [data-draft="a name of its own"] keeps what is typed on this device, for seven
// days, and puts it back into fields that are empty. Sending it forgets it; with [data-draft-lasts] it
// is forgotten only when a page says [data-draft-done="name"], that it has arrived. [data-draft-forget]
// forgets it at once. What was sent is laid aside for a minute: a page with [data-draft-back], such as
// the sign-in page when a session had ended, did not take it, and it is a draft again. A form with
// [data-draft-once] is kept for that alone. [data-draft-note] inside the form says when it was kept, in the words of its
// data-kept ("#" stands for the time). Files are never kept. Where a browser keeps nothing (a frame
// without storage, a private window) nothing is said and everything else works.
const ASIDE = "sent:";
const ASIDE_MS = 60 * 1000;
const KEPT_MS = 7 * 24 * 3600 * 1000;
const TYPED = "textarea, input:is([type=text], [type=date]), select";
const TICKED = "input:is([type=radio], [type=checkbox]):not([name=drop])";
const keyOf = (form) => `draft:${form.dataset.draft}`;
const fieldsOf = (form, kind) => [...form.elements].filter((field) => field.name && field.matches(kind));
const nameOf = (field) => (field.matches(TICKED) ? `${field.name}=${field.value}` : field.name);

function storage(action) {
  try {
    return action(localStorage);
  } catch {
    return null;
  }
}

function keep(form) {
  const typed = fieldsOf(form, TYPED).map((field) => [nameOf(field), field.value]);
  const ticked = fieldsOf(form, TICKED).map((field) => [nameOf(field), field.checked]);
  const values = Object.fromEntries([...typed, ...ticked].filter(([, value]) => value));
  storage((kept) => kept.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values })));
  showForget(form, true);
  const note = form.querySelector("[data-draft-note]");
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  if (note) note.textContent = note.dataset.kept.replace("#", time);
}

function restore(form) {
  const kept = storage((store) => JSON.parse(store.getItem(keyOf(form)) ?? "null"));
  if (!kept) return;
  if (Date.now() - kept.at > KEPT_MS) return forget(keyOf(form));
  showForget(form, true);
  for (const field of fieldsOf(form, TYPED)) field.value ||= kept.values[nameOf(field)] ?? "";
  for (const field of fieldsOf(form, TICKED)) {
    const isAnswered = form.querySelector(`[name="${CSS.escape(field.name)}"]:checked`);
    if (kept.values[nameOf(field)] && (field.type === "checkbox" || !isAnswered)) field.checked = true;
  }
}

function layAside(form) {
  keep(form);
  storage((kept) => {
    kept.setItem(ASIDE + keyOf(form), kept.getItem(keyOf(form)));
    kept.removeItem(keyOf(form));
  });
}

function settle(kept) {
  const isBack = document.querySelector("[data-draft-back]");
  for (const key of Object.keys(kept).filter((name) => name.startsWith(ASIDE))) {
    const value = kept.getItem(key);
    if (isBack && Date.now() - JSON.parse(value).at < ASIDE_MS) kept.setItem(key.slice(ASIDE.length), value);
    kept.removeItem(key);
  }
}

const forget = (key) => storage((kept) => kept.removeItem(key));
const showForget = (form, isKept) => form.querySelector("[data-draft-forget]")?.toggleAttribute("hidden", !isKept);

const done = document.querySelector("[data-draft-done]");
if (done) forget(`draft:${done.dataset.draftDone}`);
storage(settle);
document.querySelectorAll("form[data-draft]").forEach(restore);
document.querySelectorAll("form[data-draft-once]").forEach((form) => forget(keyOf(form)));
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]:not([data-draft-once])");
  if (!form) return;
  clearTimeout(form.keeping);
  form.keeping = setTimeout(keep, 600, form);
});
document.addEventListener("reset", (event) => {
  if (!event.target.matches("form[data-draft]")) return;
  clearTimeout(event.target.keeping);
  forget(keyOf(event.target));
  showForget(event.target, false);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-draft]")) return;
  clearTimeout(event.target.keeping);
  if ("draftLasts" in event.target.dataset) keep(event.target);
  else layAside(event.target);
});

// A form that was sent shows it, and isn't sent twice: its button turns busy until the next page comes.
// Forms that htmx sends are left to htmx; method="dialog" leaves nothing.
document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (event.defaultPrevented || button?.formMethod === "dialog" || form.method === "dialog") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  button?.classList.add("is-busy");
  button?.setAttribute("aria-disabled", "true");
});

// Coming back by the browser's own button must find a form that works.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  for (const button of document.querySelectorAll(".is-busy")) {
    button.classList.remove("is-busy");
    button.removeAttribute("aria-disabled");
  }
});

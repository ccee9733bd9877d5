// Toasts: [data-toast] with a [data-dismiss] button. Good news leaves by itself after eight seconds,
// or after the seconds in data-stays, unless it is being read or used; refusals stay. Toasts that htmx
// brings are bound as they come.
const LEAVES_AFTER_SECONDS = 8;

function bind(toast) {
  const dismiss = toast.querySelector("[data-dismiss]");
  dismiss?.removeAttribute("hidden");
  dismiss?.addEventListener("click", () => toast.remove());
  if (toast.matches(".toast-danger")) return;
  const leave = () => (toast.matches(":hover, :focus-within") ? wait() : toast.remove());
  const wait = () => setTimeout(leave, 1000 * (toast.dataset.stays || LEAVES_AFTER_SECONDS));
  wait();
}

const holder = document.getElementById("toasts");
holder?.querySelectorAll("[data-toast]").forEach(bind);
if (holder) {
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.matches?.("[data-toast]")) bind(node);
    }
  }).observe(holder, { childList: true });
}

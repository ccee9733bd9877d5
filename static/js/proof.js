// [data-proof="a puzzle as JSON"]: solves it beside the page and puts the solution into the hidden field
// that the server checks. A form sent before that waits for it, and is sent then. No module, but a script
// that the page waits for before it goes on to the button: on a slow line nobody presses Send too early.
{
  const solve = (box) => {
    const puzzle = JSON.parse(box.dataset.proof);
    const worker = new Worker(box.dataset.worker);
    const { algorithm, challenge, salt, signature } = puzzle;
    return new Promise((resolve) => {
      worker.addEventListener("message", ({ data: number }) => {
        worker.terminate();
        resolve(btoa(JSON.stringify({ algorithm, challenge, number, salt, signature })));
      });
      worker.postMessage({ challenge, salt, maxNumber: puzzle.maxNumber });
    });
  };

  for (const box of document.querySelectorAll("[data-proof]")) {
    const form = box.closest("form");
    const field = box.querySelector("input");
    let waiting = null;
    form.addEventListener("submit", (event) => {
      if (field.value || event.submitter?.name === "back") return;
      event.preventDefault();
      waiting = event.submitter;
      waiting?.classList.add("is-busy");
    });
    solve(box).then((solution) => {
      field.value = solution;
      box.querySelector("[data-proof-said]").textContent = box.dataset.done;
      if (waiting) form.requestSubmit(waiting);
    });
  }
}

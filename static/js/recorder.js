// [data-recorder="id of a file input"]: records a voice note into that input, where the browser can.
// What was recorded can be listened to and deleted; the input stays for whoever has a file already.
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
// The head of a file alone; a microphone that never said anything leaves no more.
const EMPTY_BYTES = 300;
const part = (box, name) => box.querySelector(`[data-${name}]`);
const asTime = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function put(box, file) {
  const input = document.getElementById(box.dataset.recorder);
  const files = new DataTransfer();
  if (file) files.items.add(file);
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function show(box, state) {
  part(box, "record").hidden = state !== "idle";
  part(box, "stop").hidden = part(box, "time").hidden = state !== "recording";
  part(box, "take").hidden = state !== "taken";
}

function finish(box, recorder, chunks) {
  recorder.stream.getTracks().forEach((track) => track.stop());
  const type = recorder.mimeType.split(";")[0];
  const name = `voice-note.${type.split("/")[1]}`;
  const file = new File(chunks, name, { type });
  if (file.size < EMPTY_BYTES) {
    part(box, "said").textContent = box.dataset.empty;
    return show(box, "idle");
  }
  part(box, "play").src = URL.createObjectURL(file);
  put(box, file);
  show(box, "taken");
  part(box, "play").focus();
}

async function record(box) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
  part(box, "said").textContent = stream ? "" : box.dataset.refused;
  if (!stream) return;
  const recorder = new MediaRecorder(stream, { mimeType: KINDS.find(MediaRecorder.isTypeSupported) });
  const chunks = [];
  const started = Date.now();
  const tick = () => {
    const seconds = Math.floor((Date.now() - started) / 1000);
    part(box, "time").textContent = `${asTime(seconds)} / ${asTime(Number(box.dataset.limit))}`;
    if (seconds >= Number(box.dataset.limit)) recorder.stop();
  };
  const ticking = setInterval(tick, 500);
  tick();
  recorder.addEventListener("dataavailable", (event) => chunks.push(event.data));
  recorder.addEventListener("stop", () => {
    clearInterval(ticking);
    finish(box, recorder, chunks);
  });
  part(box, "stop").onclick = () => recorder.stop();
  recorder.start();
  show(box, "recording");
  part(box, "stop").focus();
}

for (const box of document.querySelectorAll("[data-recorder]")) {
  if (!window.MediaRecorder || !navigator.mediaDevices) continue;
  box.hidden = false;
  part(box, "record").addEventListener("click", () => record(box));
  part(box, "delete").addEventListener("click", () => {
    URL.revokeObjectURL(part(box, "play").src);
    part(box, "play").removeAttribute("src");
    put(box, null);
    show(box, "idle");
    part(box, "record").focus();
  });
}

// <time data-ago datetime="...">: says how long ago, and goes on counting. What the server wrote stays
// for readers without JavaScript.
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];
const wording = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });

function say(element) {
  const seconds = (Date.parse(element.dateTime) - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  element.textContent = wording.format(unit === "second" ? 0 : Math.trunc(seconds / size), unit);
}

const tick = () => document.querySelectorAll("time[data-ago]").forEach(say);
tick();
setInterval(tick, 30_000);
document.addEventListener("htmx:afterSettle", tick);

// A field with a maxlength and [data-count="words with #"]: says how much room is left, politely and
// only in the last tenth aloud.
for (const field of document.querySelectorAll("[data-count][maxlength]")) {
  const line = document.createElement("p");
  line.className = "field-count";
  field.after(line);
  const say = () => {
    const left = field.maxLength - field.value.length;
    const written = left.toLocaleString(document.documentElement.lang);
    line.textContent = field.dataset.count.replace("#", written);
    line.setAttribute("aria-live", left < field.maxLength / 10 ? "polite" : "off");
  };
  field.addEventListener("input", say);
  say();
}

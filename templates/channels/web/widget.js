{% comment %}
What another site's page loads: <script src=".../widget.js" data-form="slug"></script>
Context: words (JSON: language -> title, open). Rendered once; the same for everybody.
{% endcomment %}// Puts a form of the desk where this script tag stands. data-form: the form's address; data-lang: en or
// zh-hans, the page's own language if it isn't said. Where the form may not be shown, a link to it.
(() => {
  const words = {{ words|safe }};
  const script = document.currentScript;
  const desk = new URL(script.src).origin;
  const spoken = (script.dataset.lang || document.documentElement.lang || navigator.language).toLowerCase();
  const language = spoken.startsWith("zh") ? "zh-hans" : "en";
  const form = encodeURIComponent(script.dataset.form || "complain");
  const frame = document.createElement("iframe");
  frame.src = `${desk}/c/${form}/embedded/?lang=${language}`;
  frame.title = words[language].title;
  frame.allow = "microphone";
  frame.loading = "lazy";
  Object.assign(frame.style, { width: "100%", height: "40rem", border: "0", colorScheme: "normal" });
  let isShown = false;
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== desk || !(data?.feedbackDesk > 0)) return;
    isShown = true;
    frame.style.height = `${Math.ceil(data.feedbackDesk)}px`;
  });
  const offerLink = () => {
    if (isShown) return;
    const link = document.createElement("a");
    Object.assign(link, { href: `${desk}/c/${form}/`, target: "_blank", rel: "noopener" });
    link.textContent = words[language].open;
    frame.replaceWith(link);
  };
  frame.addEventListener("load", () => setTimeout(offerLink, 2000));
  script.after(frame);
})();

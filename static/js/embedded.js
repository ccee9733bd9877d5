// In a frame of another site: says how high this page is, so that the frame is as high. Nothing else
// is told, so any page may hear it.
const tell = () => parent.postMessage({ feedbackDesk: document.querySelector(".public").offsetHeight }, "*");
if (parent !== window) new ResizeObserver(tell).observe(document.querySelector(".public"));

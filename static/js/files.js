// input[type=file][data-files="id of a list"]: names what was picked, with a small picture of pictures.
const kilobytes = (size) => Math.max(1, Math.round(size / 1024)).toLocaleString(document.documentElement.lang);

function line(file) {
  const item = document.createElement("li");
  item.className = "file";
  if (file.type.startsWith("image/")) {
    const picture = Object.assign(new Image(), { className: "file-thumb", alt: "" });
    picture.src = URL.createObjectURL(file);
    item.append(picture);
  }
  const words = document.createElement("span");
  words.className = "grow clip";
  words.textContent = `${file.name}, ${kilobytes(file.size)} kB`;
  item.append(words);
  return item;
}

for (const input of document.querySelectorAll("input[type=file][data-files]")) {
  const list = document.getElementById(input.dataset.files);
  input.addEventListener("change", () => list.replaceChildren(...[...input.files].map(line)));
}

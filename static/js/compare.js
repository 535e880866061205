/** Opens any picture large beside the reference; without this, its link leads to the picture. */

const dialog = document.getElementById("compare");
const reference = document.getElementById("reference");
const pictures = [...document.querySelectorAll("[data-card] [data-enlarge]")];
let shown = 0;

function put(side, link, caption) {
  const picture = new Image();
  picture.alt = link.querySelector("img").alt;
  picture.src = link.href;
  const words = document.createElement("figcaption");
  words.textContent = caption;
  dialog.querySelector(`[data-side="${side}"]`).replaceChildren(picture, words);
}

function show(place) {
  shown = (place + pictures.length) % pictures.length;
  const link = pictures[shown];
  put("other", link, link.querySelector("img").alt);
}

function open(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  put("reference", reference, dialog.dataset.reference);
  show(Math.max(0, pictures.indexOf(event.currentTarget)));
  dialog.showModal();
}

for (const link of [reference, ...pictures]) {
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", open);
}
// One stop of the Tab key for each set: the others are reached inside the dialog.
for (const card of document.querySelectorAll("[data-card]")) {
  [...card.querySelectorAll("[data-enlarge]")].slice(1).forEach((link) => { link.tabIndex = -1; });
}

dialog.addEventListener("click", ({ target }) => {
  const turn = target.closest("[data-turn]");
  if (turn) show(shown + Number(turn.dataset.turn));
  else if (target === dialog || target.closest("[data-close]")) dialog.close();
});
dialog.addEventListener("keydown", ({ key }) => {
  if (key === "ArrowRight") show(shown + 1);
  if (key === "ArrowLeft") show(shown - 1);
});

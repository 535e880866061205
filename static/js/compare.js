/**
 * Opens any picture large beside the reference; without this, its link leads to the picture.
 *
 * The reference itself opens alone: on a phone that is the way to look at it closely.
 */
import { form } from "./trial.js";

const dialog = document.getElementById("compare");
let pictures = []; // all that can be turned to; the reference, alone, comes first
let shown = 0;

const captionOf = (place) =>
  place === 0 ? dialog.dataset.reference : pictures[place].querySelector("img").alt;

function put(side, place) {
  const link = pictures[place];
  const picture = new Image();
  picture.alt = link.querySelector("img").alt;
  picture.src = link.href;
  picture.classList.toggle("tiny", link.classList.contains("tiny"));
  const words = document.createElement("figcaption");
  words.textContent = captionOf(place);
  dialog.querySelector(`[data-side="${side}"]`).replaceChildren(picture, words);
}

function look(place) {
  shown = (place + pictures.length) % pictures.length;
  dialog.toggleAttribute("data-alone", shown === 0);
  if (shown > 0) put("other", shown);
}

/** For the ear too: the focus stays where it is. */
function turn(by) {
  look(shown + by);
  dialog.querySelector("[data-said]").textContent = captionOf(shown);
}

function open(event) {
  const link = event.target.closest("[data-enlarge]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  pictures = [...form.querySelectorAll("[data-enlarge]")];
  put("reference", 0);
  look(pictures.indexOf(link));
  dialog.querySelector("[data-said]").textContent = "";
  dialog.showModal();
}

document.addEventListener("trial:shown", ({ detail }) => {
  dialog.close();
  detail.form.addEventListener("click", open);
  for (const link of detail.form.querySelectorAll("[data-enlarge]")) link.setAttribute("aria-haspopup", "dialog");
  // One stop of the Tab key for each set: the others are reached inside the dialog.
  for (const card of detail.form.querySelectorAll("[data-card]")) {
    for (const link of [...card.querySelectorAll("[data-enlarge]")].slice(1)) link.tabIndex = -1;
  }
});

dialog.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-turn]");
  if (button) turn(Number(button.dataset.turn));
  else if (target === dialog || target.closest("[data-close]")) dialog.close();
});
dialog.addEventListener("keydown", ({ key }) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (step) turn(getComputedStyle(dialog).direction === "rtl" ? -step : step);
});

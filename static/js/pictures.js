/**
 * No answer before its pictures: a scale stays shut until the pictures of its set and the reference
 * can be seen, and where sets are compared with one another, until all can.
 *
 * A picture that does not load is tried again. If it still does not, or hangs, the set says so and
 * has a button; after that has failed too, another one opens the scale, so that nobody is locked out.
 */
import { picturesAreThere } from "./timing.js";
import { cardOf, open, shut } from "./waiting.js";

const PATIENCE = 15_000; // milliseconds without news of any picture, after which the rest hang
const PAUSES = [1000, 3000]; // before trying again unasked
const BLOCKED = ["click", "input", "change"];

/** What was decoded before its trial is shown. */
export const decoded = new WeakSet();

let form = null;
let state = new Map(); // of every picture: loading, seen, broken or excused
let cards = [];
let heard = 0; // when there was news of a picture last
let spoken; // what a screen reader hears, once, however many sets wait for the same picture

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
/** Loaded or failed, whichever comes first. */
export const outcome = (picture) => new Promise((done) => {
  for (const event of ["load", "error"]) picture.addEventListener(event, done, { once: true });
});
const isMissing = (picture) => !["seen", "excused"].includes(state.get(picture));
const canBeSeen = (picture) => picture.complete && picture.naturalWidth > 0;
const isBroken = (picture) => state.get(picture) === "broken";

function fetchAgain(picture) {
  const done = outcome(picture);
  if (picture.srcset) picture.srcset = picture.getAttribute("srcset");
  picture.src = picture.getAttribute("src");
  return done;
}

async function see(picture, pauses) {
  const own = state; // of this trial; another one may follow meanwhile
  own.set(picture, "loading");
  if (!picture.complete) await outcome(picture);
  for (const length of pauses) {
    if (canBeSeen(picture) || own !== state) break;
    await pause(length);
    await fetchAgain(picture);
  }
  if (canBeSeen(picture)) await picture.decode().catch(() => {});
  if (canBeSeen(picture)) own.set(picture, "seen");
  else if (own.get(picture) !== "excused") own.set(picture, "broken");
  if (own === state) look();
}

/** What hangs is as good as broken; should it come after all, it is seen. */
function watch() {
  const hanging = [...state.keys()].filter((picture) => state.get(picture) === "loading");
  if (hanging.length === 0 || performance.now() - heard < PATIENCE) return;
  for (const picture of hanging) state.set(picture, "broken");
  look();
}

function hear() {
  heard = performance.now();
}

async function tryAgain(picture) {
  state.set(picture, "loading");
  hear();
  await fetchAgain(picture);
  see(picture, []);
}

function retry(pictures) {
  pictures.filter(isBroken).forEach(tryAgain);
  look();
}

function excuse(pictures) {
  for (const picture of pictures.filter(isBroken)) state.set(picture, "excused");
  look();
}

function look() {
  for (const card of cards) {
    if (card.needs.some(isMissing)) shut(card, card.needs.some(isBroken));
    else open(card);
  }
  const all = form.querySelector("[data-all], .cannot-all");
  const isAnyMissing = [...state.keys()].some(isMissing);
  if (all) all.inert = isAnyMissing;
  const said = [...state.keys()].some(isBroken) ? form.dataset.broken : "";
  if (spoken.textContent !== said) spoken.textContent = said;
  if (!isAnyMissing) {
    picturesAreThere([...state.values()].filter((one) => one === "excused").length);
  }
}

/** What was chosen before this script ran, and before the pictures were there, does not count. */
function takeBack({ element, needs }) {
  if (needs.every(canBeSeen)) return;
  for (const field of element.querySelectorAll("input")) {
    field.checked = field.defaultChecked;
    field.value = field.defaultValue;
  }
}

document.addEventListener("trial:shown", ({ detail }) => {
  form = detail.form;
  state = new Map();
  const pictures = [...form.querySelectorAll("img")];
  const reference = pictures.filter((picture) => !picture.closest("[data-card]"));
  const needsAll = form.dataset.kind === "choice" || form.hasAttribute("data-ranking");
  cards = [...form.querySelectorAll("[data-card]")].map((element) => {
    const needs = needsAll ? pictures : [...reference, ...element.querySelectorAll("img")];
    return cardOf(element, needs, { retry, excuse });
  });
  spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  form.append(spoken);
  hear();
  for (const type of ["load", "error"]) form.addEventListener(type, hear, { capture: true });
  for (const picture of pictures) {
    if (decoded.has(picture)) state.set(picture, "seen");
    else see(picture, PAUSES);
  }
  cards.forEach(takeBack);
  for (const type of BLOCKED) {
    form.addEventListener(type, (event) => {
      if (!event.target.closest("[inert]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }, { capture: true });
  }
  look();
}, { capture: true });

setInterval(watch, 1000);
addEventListener("online", () => [...state.keys()].filter(isBroken).forEach(tryAgain));

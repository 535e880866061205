/**
 * Keys answer the question in focus, or else the next one, and move on; Enter continues.
 *
 * After a pointer has answered, the next one is meant: the focus only stays where it was pressed. What
 * a held key repeats answers nothing.
 *
 * Up and down go from one question to the other, also out of a scale: it lies, so that left and
 * right move along it as everywhere, and whoever goes up and down changes no answer. Where the sets
 * themselves are the points of one scale, all arrows stay the browser's.
 */
import { lettersAct } from "./keyswitch.js";
import { form, goTo, isAnswered, setOf, sets, unanswered } from "./trial.js";

const OURS = "[type=radio], [type=checkbox], [type=range]";
const STEPS = { ArrowUp: -1, ArrowDown: 1 };

let isPointing = false; // whether the focus was set by a pointer

const dialog = () => document.getElementById("keys");

const isBusy = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented ||
  document.querySelector("dialog[open]") ||
  event.target.matches(`input:not(${OURS}), textarea`);

/** Nothing that has keys of its own has the focus. */
const isFree = ({ target }) => target === document.body || target.matches("[tabindex='-1']:not(a)");

function move(range, digit) {
  range.value = 10 * digit;
  range.focus();
  range.dispatchEvent(new Event("input", { bubbles: true }));
  range.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The point that a key stands for: its place in the row of digits, or the letter of a set. */
function pointFor(set, key) {
  const { kind, keys } = form.dataset;
  const value = kind === "choice" ? key.toUpperCase() : keys.indexOf(key) + 1;
  return value && set.querySelector(`[type=radio][value="${CSS.escape(value)}"]:enabled`);
}

function choose(set, point) {
  if (!point.checked) point.click();
  const later = sets.slice(sets.indexOf(set) + 1).find((one) => !isAnswered(one));
  const next = later ?? unanswered()[0];
  if (next) goTo(next);
  else document.getElementById("continue").focus();
}

function answer(set, key) {
  if (set.closest("[inert]") || set.querySelector("[inert]")) return; // its turn has not come, or its pictures load
  const range = set.querySelector("[type=range]:enabled");
  if (range) return /^[0-9]$/.test(key) && move(range, Number(key));
  const point = pointFor(set, key);
  if (point) choose(set, point);
}

/** From the question in focus to its neighbour; from outside of all, to the one that is next. */
function step(by) {
  const here = setOf(document.activeElement);
  const next = here ? sets[sets.indexOf(here) + by] : unanswered()[0] ?? sets[0];
  if (next) goTo(next);
}

/** What a digit or a letter answers. */
function meant() {
  const here = setOf(document.activeElement);
  const [next] = unanswered();
  if (here && !(isPointing && next && isAnswered(here))) return here;
  return next ?? (form.dataset.kind === "choice" ? sets[0] : null);
}

function type(key) {
  if (!lettersAct()) return;
  const set = meant();
  if (key === "?") dialog().showModal();
  else if (set) answer(set, key);
}

function press(event) {
  const { key, repeat } = event;
  const isInside = setOf(event.target) !== null;
  if (key in STEPS && form.dataset.kind !== "choice" && (isInside || isFree(event))) {
    event.preventDefault();
    step(STEPS[key]);
  } else if (repeat) return;
  else if (key === "Enter" && isFree(event)) form.requestSubmit();
  else if (key.length === 1 && key !== " ") type(key);
}

document.addEventListener("keydown", (event) => {
  if (!isBusy(event)) press(event);
  isPointing = false;
});
document.addEventListener("pointerdown", () => { isPointing = true; });

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-keys-open]")) dialog().showModal();
  else if (target === dialog() || target.closest("#keys [data-close]")) dialog().close();
});

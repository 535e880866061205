/** Keys answer the question in focus, or else the next one, and move on; Enter continues. */
import { form, goTo, isAnswered, setOf, sets, unanswered } from "./trial.js";

const OURS = "[type=radio], [type=checkbox], [type=range]";
const { kind, keys } = form.dataset;

const isBusy = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented ||
  document.querySelector("dialog[open]") ||
  event.target.matches(`input:not(${OURS}), textarea`);

function move(range, digit) {
  range.value = 10 * digit;
  range.focus();
  range.dispatchEvent(new Event("input", { bubbles: true }));
  range.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The point that a key stands for: its place in the row of digits, or the letter of a set. */
function pointFor(set, key) {
  const value = kind === "choice" ? key.toUpperCase() : keys.indexOf(key) + 1;
  return value && set.querySelector(`[type=radio][value="${CSS.escape(value)}"]`);
}

function choose(set, point) {
  if (!point.checked) point.click();
  const later = sets.slice(sets.indexOf(set) + 1).find((one) => !isAnswered(one));
  const next = later ?? unanswered()[0];
  if (next) goTo(next);
  else document.getElementById("continue").focus();
}

function answer(set, key) {
  const range = set.querySelector("[type=range]");
  if (range) return /^[0-9]$/.test(key) && move(range, Number(key));
  const point = pointFor(set, key);
  if (point) choose(set, point);
}

document.addEventListener("keydown", (event) => {
  if (isBusy(event)) return;
  const set = setOf(document.activeElement) ?? unanswered()[0] ?? (kind === "choice" ? sets[0] : null);
  if (event.key === "Enter" && event.target === document.body) form.requestSubmit();
  else if (event.key.length === 1 && event.key !== " " && set) answer(set, event.key);
});

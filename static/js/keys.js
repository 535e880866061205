/** Digits answer the set in focus, or else the next one, and move on; Enter continues. */
import { form, goTo, isAnswered, setOf, sets, unanswered } from "./trial.js";

const isBusy = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented ||
  document.querySelector("dialog[open]") || event.target.matches("input:not([type=radio]), textarea");

function answer(set, digit) {
  const point = set.querySelector(`input[value="${digit}"]`);
  if (!point) return;
  if (!point.checked) point.click();
  const later = sets.slice(sets.indexOf(set) + 1).find((one) => !isAnswered(one));
  const next = later ?? unanswered()[0];
  if (next) goTo(next);
  else document.getElementById("continue").focus();
}

document.addEventListener("keydown", (event) => {
  if (isBusy(event)) return;
  const set = setOf(document.activeElement) ?? unanswered()[0];
  if (/^[1-9]$/.test(event.key) && set) answer(set, event.key);
  else if (event.key === "Enter" && event.target === document.body) form.requestSubmit();
});

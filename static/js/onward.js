/**
 * How much there is to answer yet, and when “Continue” may go: once the server has every answer.
 *
 * Where it has refused one, the form goes at once, and the page that comes says why.
 */
import { isRefused, isUnsaved } from "./lines.js";
import { hurry, pending } from "./sending.js";
import { announce, form, goTo, questions, unanswered } from "./trial.js";

let isWanted = false;

const mustWait = () => questions().some(isUnsaved) || pending().length > 0;

function count() {
  const toGo = form.querySelector("#to-go");
  const number = unanswered().length;
  const text = number === 1 ? toGo.dataset.one : toGo.dataset.many.replace("%d", number);
  if (number && !questions().some(isRefused)) isWanted = false;
  const said = isWanted ? toGo.dataset.waiting : number ? text : "";
  if (toGo.textContent !== said) toGo.textContent = said;
}

export function goOnIfSaved() {
  if (!isWanted || mustWait()) return;
  isWanted = false;
  form.requestSubmit();
}

/** For the eye the sets without an answer, for the ear how many, again each time. */
function tellWhatLacks(first) {
  form.toggleAttribute("data-lacking", true);
  announce("");
  requestAnimationFrame(() => announce(form.querySelector("#to-go").textContent));
  goTo(first);
}

function hold(event) {
  if (form.hasAttribute("data-early")) return event.preventDefault();
  const [first] = questions().some(isRefused) ? [] : unanswered();
  if (!first && !mustWait()) return;
  event.preventDefault();
  if (first) return tellWhatLacks(first);
  isWanted = true;
  count();
  hurry();
}

document.addEventListener("trial:shown", () => {
  isWanted = false;
  form.addEventListener("change", count);
  form.addEventListener("recount", count);
  form.addEventListener("submit", hold);
  count();
});

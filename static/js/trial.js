/**
 * What the page of a trial knows of itself: its questions, which are answered, and which is next.
 *
 * One trial follows the other on one page. Each is told by `trial:shown` on the document, with the
 * form in its detail; modules set themselves up for it then, and what they hung on the form goes
 * with it.
 */

export let form = null;
/** What has an answer of its own: a set or a product, or the choice among all sets. */
export let sets = [];
/** “I can't judge” for the whole trial, beside a ranking. */
export let all = null;

const GIVEN = ":checked, [type=number]:not(:placeholder-shown)";

export const givenIn = (set) => set.querySelector(GIVEN);
export const isAnswered = (set) => givenIn(set) !== null;
export const unanswered = () => all && isAnswered(all) ? [] : sets.filter((set) => !isAnswered(set));
/** What is saved under a name of its own. */
export const questions = () => all ? [...sets, all] : sets;
export const nameOf = (question) => question.querySelector("[name]").name;
export const questionOf = ({ address, name }) =>
  questions().find((one) => one.dataset.save === address && nameOf(one) === name);
/** Whether an answer to one takes back that to the other: all sets cannot be judged, or each is. */
export const excludes = (question, other) => question !== other && (question === all || other === all);
export const setOf = (element) => element?.closest?.("[data-set]") ?? null;
export const stateOf = (set) => document.getElementById(set.dataset.says);

/** Say that answers changed without being sent. */
export const recount = () => form.dispatchEvent(new Event("recount"));

/** Forget what the line of a question says: its answer is not the saved one any more. */
export function forget(set) {
  delete set.dataset.state;
  stateOf(set).textContent = "";
}

/** What is read aloud, wherever the focus is. */
export function announce(text) {
  document.getElementById("announcement").textContent = text;
}

/** Bring a question, or any card, into view. */
export function reveal(element) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}

/** Bring a question into view and put the focus on what was chosen, or on what comes first. */
export function goTo(set) {
  const field = set.querySelector("[type=radio]:checked") ?? set.querySelector("[type=range], [type=radio]");
  field.focus({ preventScroll: true });
  reveal(field.closest("[data-card]"));
}

/** Say that another trial takes this one's place: what still waits is done now, while it is shown. */
export const leave = () => document.dispatchEvent(new Event("trial:left"));

/** Take over a form that has just come onto the page. */
export function show(shown) {
  form = shown;
  sets = [...form.querySelectorAll("[data-set]")];
  all = form.querySelector("[data-all]");
  let wasComplete = unanswered().length === 0;
  const look = () => {
    const isComplete = unanswered().length === 0;
    form.toggleAttribute("data-complete", isComplete);
    if (isComplete && !wasComplete) announce(document.getElementById("announcement").dataset.complete);
    if (!isComplete && wasComplete) announce("");
    wasComplete = isComplete;
  };
  document.dispatchEvent(new CustomEvent("trial:shown", { detail: { form } }));
  form.addEventListener("change", look);
  form.addEventListener("recount", look);
  look();
}

// Deferred scripts have all run by then, so that every module hears of the first trial too.
addEventListener("DOMContentLoaded", () => show(document.getElementById("trial")));

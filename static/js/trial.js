/** What the page of a trial knows of itself: its questions, which are answered, and which is next. */

export const form = document.getElementById("trial");
/** What has an answer of its own: a set or a product, or the choice among all sets. */
export const sets = [...form.querySelectorAll("[data-set]")];
/** “I can't judge” for the whole trial, beside a ranking. */
export const all = form.querySelector("[data-all]");

const GIVEN = ":checked, [type=number]:not(:placeholder-shown)";

export const givenIn = (set) => set.querySelector(GIVEN);
export const isAnswered = (set) => givenIn(set) !== null;
export const unanswered = () => all && isAnswered(all) ? [] : sets.filter((set) => !isAnswered(set));
export const setOf = (element) => element?.closest?.("[data-set]") ?? null;
export const stateOf = (set) => document.querySelector(set.getAttribute("hx-target"));

/** Say that answers changed without being sent. */
export const recount = () => form.dispatchEvent(new Event("recount"));

/** Forget what the line of a question says: its answer is not the saved one any more. */
export function forget(set) {
  delete set.dataset.state;
  stateOf(set).textContent = "";
}

/** Bring a question into view and put the focus on what was chosen, or on what comes first. */
export function goTo(set) {
  const field = set.querySelector("[type=radio]:checked") ?? set.querySelector("[type=range], [type=radio]");
  field.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  field.closest("[data-card]").scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}

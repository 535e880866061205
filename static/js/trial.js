/** What the page of a trial knows of itself: its sets, which are answered, and which is next. */

export const form = document.getElementById("trial");
export const sets = [...form.querySelectorAll("[data-set]")];

export const isAnswered = (set) => set.querySelector(":checked") !== null;
export const unanswered = () => sets.filter((set) => !isAnswered(set));
export const setOf = (element) => element?.closest?.("[data-set]") ?? null;

/** Bring a set into view and put the focus on its chosen point, or on its first. */
export function goTo(set) {
  const point = set.querySelector(":checked") ?? set.querySelector("input[type=radio]");
  point.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  set.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}

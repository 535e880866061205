/**
 * Keeps the ranks of sets apart: choosing one that is taken swaps. Who has none to give takes it
 * away, and gives it back when moving on, as the arrow keys do on their way along the scale.
 */
import { all, forget, recount, sets } from "./trial.js";

const chosenIn = (set) => set.querySelector("[type=radio]:checked");
let ranks = new Map();
let losers = new Map(); // of the rank that a set has now

function give(set, rank) {
  const radio = rank && set.querySelector(`[type=radio][value="${rank}"]`);
  ranks.set(set, rank);
  if (radio) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  } else {
    const chosen = chosenIn(set);
    if (chosen) chosen.checked = false;
    forget(set);
    recount();
  }
}

function rank(set) {
  const chosen = chosenIn(set).value;
  const before = ranks.get(set);
  const owner = sets.find((other) => other !== set && ranks.get(other) === chosen);
  const loser = losers.get(set);
  ranks.set(set, chosen);
  losers.delete(set);
  if (all) {
    all.querySelector("[type=checkbox]").checked = false;
    forget(all);
  }
  if (loser && !ranks.get(loser)) give(loser, before);
  else if (owner && before) return give(owner, before);
  if (owner) {
    give(owner, undefined);
    losers.set(set, owner);
  }
}

function judgeNothing(event) {
  if (event.target.checked) {
    for (const set of sets) give(set, undefined);
  } else {
    event.stopPropagation();
    forget(all);
    recount();
  }
}

document.addEventListener("trial:shown", () => {
  ranks = new Map(sets.map((set) => [set, chosenIn(set)?.value]));
  losers = new Map();
  for (const set of sets) set.addEventListener("change", () => rank(set));
  all?.querySelector("[type=checkbox]").addEventListener("change", judgeNothing);
});

/** Where fingers answer: the next question comes into view by itself, as if it had been typed. */
import { isAnswered, reveal, setOf, unanswered } from "./trial.js";

const SEEN = 450; // milliseconds in which the answer is seen before the page moves on

let known = new Set();
let waiting;

function moveOn() {
  const [next] = unanswered();
  if (next) reveal(next);
  else document.querySelector(".onward").scrollIntoView({ block: "nearest" });
}

document.addEventListener("trial:shown", ({ detail }) => {
  const { form } = detail;
  known = new Set([...form.querySelectorAll("[data-set]")].filter(isAnswered));
  clearTimeout(waiting);
  form.addEventListener("change", ({ target }) => {
    const set = setOf(target);
    const isNew = set && !known.has(set) && isAnswered(set);
    if (!isNew) return;
    known.add(set);
    clearTimeout(waiting);
    if (matchMedia("(pointer: coarse)").matches) waiting = setTimeout(moveOn, SEEN);
  });
});

/**
 * Turns each number from 0 to 100 into a slider that starts without a value and shows none.
 *
 * The number stays as the field that is sent; it changes once the slider stands still.
 */
import { saySaving } from "./lines.js";
import { forget, recount, sets } from "./trial.js";

const STILL = 350; // milliseconds, so that a held arrow key is saved once

const unsettled = new Map(); // what each slider that has just moved still has to tell

function slide(set) {
  const box = set.querySelector("[data-slider]");
  const number = box.querySelector("[type=number]");
  const cannot = set.querySelector("[type=checkbox]");
  const range = document.createElement("input");
  const shown = document.createElement("output");
  let waiting;

  function settle() {
    unsettled.delete(set);
    clearTimeout(waiting);
    number.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show() {
    const isSet = number.value !== "";
    range.value = isSet ? number.value : 50;
    range.classList.toggle("unset", !isSet);
    range.setAttribute("aria-valuetext", isSet ? number.value : box.dataset.unset);
    shown.textContent = isSet ? number.value : box.dataset.unset;
  }

  function take() {
    number.value = range.value;
    if (cannot) cannot.checked = false;
    saySaving(set);
    show();
    recount();
    clearTimeout(waiting);
    waiting = setTimeout(settle, STILL);
    unsettled.set(set, settle);
  }

  function give(event) {
    clearTimeout(waiting);
    unsettled.delete(set);
    if (cannot.checked) {
      number.value = "";
    } else {
      event.stopPropagation();
      forget(set);
      recount();
    }
    show();
  }

  Object.assign(range, { type: "range", min: 0, max: 100, step: 1 });
  range.setAttribute("aria-label", number.getAttribute("aria-label"));
  range.setAttribute("aria-describedby", number.getAttribute("aria-describedby"));
  shown.setAttribute("aria-hidden", "true");
  range.addEventListener("input", take);
  range.addEventListener("change", (event) => event.stopPropagation());
  // A press on the very middle moves nothing, and is an answer all the same.
  range.addEventListener("click", () => range.classList.contains("unset") && take());
  cannot?.addEventListener("change", give);
  number.hidden = true;
  box.prepend(range);
  box.querySelector(".ends > :first-child").after(shown);
  show();
}

document.addEventListener("trial:shown", () => sets.forEach(slide));
document.addEventListener("trial:left", () => [...unsettled.values()].forEach((settle) => settle()));

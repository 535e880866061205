/**
 * Takes whoever has finished back to the panel after a while, unless they would rather stay.
 *
 * Pressing anything but the link stops it: whoever copies the code is not done yet. It happens once;
 * who comes back by the browser's arrow stays. In a frame browsers forbid it, and the link remains.
 */
const SECONDS = 20;
const SPOKEN = [20, 10]; // seconds that are worth interrupting a screen reader for
const link = document.getElementById("return");
const stay = document.getElementById("stay");
const said = document.getElementById("returning");
let left = SECONDS;
let ticking;

function say() {
  said.setAttribute("aria-live", SPOKEN.includes(left) ? "polite" : "off");
  said.textContent = left === 1 ? said.dataset.one : said.dataset.many.replace("%d", left);
}

function tick() {
  left -= 1;
  if (left > 0) return say();
  clearInterval(ticking);
  history.replaceState({ hasReturned: true }, ""); // needs no storage, which may be forbidden
  link.click();
}

function stop() {
  clearInterval(ticking);
  stay.hidden = true;
  said.setAttribute("aria-live", "polite");
  said.textContent = said.dataset.stays;
  removeEventListener("pointerdown", stopUnlessLeaving);
  removeEventListener("keydown", stopUnlessLeaving);
}

function stopUnlessLeaving({ target, key }) {
  if (key === "Tab" || link.contains(target) || target === stay) return;
  stop();
}

if (top === window && !history.state?.hasReturned) {
  said.hidden = stay.hidden = false;
  say();
  ticking = setInterval(tick, 1000);
  addEventListener("pointerdown", stopUnlessLeaving);
  addEventListener("keydown", stopUnlessLeaving);
  stay.addEventListener("click", () => {
    stop();
    link.focus();
  });
}

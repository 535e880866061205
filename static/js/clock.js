/** The server's clock, as far as the first form of the page tells it: by it answers are dated. */
const navigation = performance.getEntriesByType("navigation")[0];
const sinceArrival = performance.now() - (navigation?.responseStart ?? 0);
const arrivedAt = Date.now() - sinceArrival;

let ahead = null; // how far it is before ours, in milliseconds
let last = 0;

/** Milliseconds since 1970: later than `before`, and than every moment that was told already. */
export function serverTime(before) {
  last = Math.max(Math.round(Date.now() + ahead), last + 1, before + 1);
  return last;
}

document.addEventListener("trial:shown", ({ detail }) => {
  ahead ??= Number(detail.form.dataset.now) - arrivedAt;
}, { capture: true });

/** The server's clock, as the page told it when it was sent: by it answers are dated. */
const navigation = performance.getEntriesByType("navigation")[0];
const sinceArrival = performance.now() - (navigation?.responseStart ?? 0);
const arrivedAt = Date.now() - sinceArrival;

const sentAt = Number(document.querySelector('meta[name="server-time"]').content);

let last = 0;

/** Milliseconds since 1970: later than `before`, and than every moment that was told already. */
export function serverTime(before) {
  last = Math.max(Math.round(Date.now() + sentAt - arrivedAt), last + 1, before + 1);
  return last;
}

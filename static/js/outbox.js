/**
 * Answers that the server has not acknowledged yet, kept by the browser until it has.
 *
 * They lie under the address of their participation, so that two people at one device never mix,
 * and are gone once acknowledged. Where the browser keeps nothing, they last as long as the page.
 * Every tab of the participation sends them: the server takes the same answer once, and of two
 * different ones that which was given later.
 */
const OURS = "simsurvey:";
const DAYS = 30;

const place = document.querySelector("[data-outbox]")?.dataset.outbox;
const here = new Map(); // of this page, in case the browser keeps nothing

/** The question that an answer belongs to. */
export const idOf = ({ address, name }) => `${address} ${name}`;
const isEntry = (one) => Number.isFinite(one?.given) && `${one.address}`.startsWith(place);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {}; // forbidden, or not ours
  }
}

function write(entries) {
  if (!place) return;
  try {
    if (Object.keys(entries).length > 0) localStorage.setItem(OURS + place, JSON.stringify(entries));
    else localStorage.removeItem(OURS + place);
  } catch {
    // Forbidden or full: what lies `here` is all there is.
  }
}

const stored = () => place
  ? Object.fromEntries(Object.entries(read(OURS + place)).filter(([, one]) => isEntry(one)))
  : {};

/** All that wait, the first given first; of one question the answer that was given last. */
export function entries() {
  const found = new Map(Object.entries(stored()));
  for (const [id, one] of here) {
    if (!(found.get(id)?.given > one.given)) found.set(id, one);
  }
  return [...found.values()].sort((one, other) => one.given - other.given);
}

export const waitingFor = (address, name) =>
  entries().find((one) => one.address === address && one.name === name);
export const holds = (entry) => waitingFor(entry.address, entry.name)?.given === entry.given;

/** Whether it outlasts the page. */
export const isKept = (entry) => stored()[idOf(entry)]?.given >= entry.given;

export function put(entry) {
  const kept = stored();
  here.set(idOf(entry), entry);
  if (kept[idOf(entry)]?.given > entry.given) return;
  write({ ...kept, [idOf(entry)]: { ...entry, kept: Date.now() } });
}

/** Forget an answer and older ones to the same question; a newer one stays. */
export function drop(entry) {
  const id = idOf(entry);
  const kept = stored();
  if (here.get(id)?.given <= entry.given) here.delete(id);
  if (kept[id]?.given <= entry.given) {
    delete kept[id];
    write(kept);
  }
}

function clear() {
  here.clear();
  write({});
}

/**
 * Nobody comes back to a survey after so long, and others may use the device. By the device's own
 * clock, whatever it shows, because answers are dated by the server's; who has come back is here.
 */
function forgetTheOld() {
  const before = Date.now() - DAYS * 86_400_000;
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(OURS) || key === OURS + place) continue;
      const isOld = Object.values(read(key)).every((one) => !(one?.kept > before));
      if (isOld) localStorage.removeItem(key);
    }
  } catch {
    // Forbidden: nothing is kept.
  }
}

forgetTheOld();
document.querySelector("form[data-outbox]")?.addEventListener("submit", clear); // withdrawing

/**
 * When things happened on the page of a trial, in milliseconds since its turn began.
 *
 * What is known goes with every answer and with the form; when the page is left before, alone.
 */
let form = null;
let start = 0;
let happened = {};
let isBlurred = false;
let wasSent = false;
const unfocused = { times: 0, total: 0, since: null };
const hidden = { times: 0, total: 0, since: null };

const sinceShown = () => Math.round(performance.now() - start);
const lengthOf = ({ total, since }) =>
  Math.round(total + (since === null ? 0 : performance.now() - since));

function turn(span, isOn) {
  if (isOn === (span.since !== null)) return;
  if (isOn) Object.assign(span, { times: span.times + 1, since: performance.now() });
  else Object.assign(span, { total: span.total + performance.now() - span.since, since: null });
}

function look() {
  turn(hidden, document.hidden);
  turn(unfocused, document.hidden || isBlurred);
}

/** All pictures can be seen, or all but those that are missing. */
export function picturesAreThere(missing) {
  if (missing > 0) happened.missing = missing;
  else happened.pictures ??= sinceShown();
}

/** How long after the trial was shown this answer is given. */
export function answeredAfter() {
  const after = sinceShown();
  happened.first ??= after;
  return after;
}

/** What is known by now, as fields to be sent. */
export const report = () => ({
  ...happened,
  losses: unfocused.times,
  unfocused: lengthOf(unfocused),
  hidden: lengthOf(hidden),
});

/** Where a trial is left without being sent, by another window or the way back. */
function tell() {
  if (!form?.dataset.timing || wasSent || form.hasAttribute("data-early")) return;
  navigator.sendBeacon(form.dataset.timing, new URLSearchParams(report()));
}

/** The turn of the trial begins: with its showing, or once more where it was shown early. */
export function begin() {
  start = performance.now();
  if ("pictures" in happened) happened.pictures = 0; // they have been there before
  for (const span of [unfocused, hidden]) Object.assign(span, { times: 0, total: 0, since: null });
  look();
}

function take({ detail }) {
  tell();
  form = detail.form;
  happened = {};
  wasSent = false;
  begin();
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of Object.entries(report())) formData.set(name, value);
    wasSent = true;
  });
}

function away(isAway) {
  isBlurred = isAway;
  if (form) look();
}

document.addEventListener("trial:shown", take, { capture: true });
addEventListener("blur", () => away(true));
addEventListener("focus", () => away(false));
document.addEventListener("visibilitychange", () => away(!document.hidden && !document.hasFocus()));
addEventListener("pagehide", tell);

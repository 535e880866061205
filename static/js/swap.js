/**
 * The next trial without a new page: the answer to “Continue” is the next form, in one round trip.
 *
 * The server alone decides what comes. What that is most likely stands ready and is shown at once, but
 * takes no answer before the server has agreed. Where it sends something else than a trial, the
 * browser goes there; where it refuses, the form is sent once more as without this script, and the
 * refusal has its page. When the network fails, nothing is lost: answers are kept, and the form is
 * sent again, by which nothing doubles.
 */
import { holdNext, read, takeHeld } from "./ahead.js";
import { ask } from "./server.js";
import { begin as beginTiming } from "./timing.js";
import { announce, form, leave, show } from "./trial.js";

const FIRST_PAUSE = 500, LONGEST_PAUSE = 15_000; // milliseconds
const ORDINARY = 2000; // milliseconds that an answer may take without being talked about
const DOUBLE = 400; // milliseconds in which the second click of a double one still comes
const LACKS = 422;

const lost = document.getElementById("lost");
let current = new AbortController();
let travels = false; // whether what is on its way was asked for by the browser's arrows
let early = null; // what is shown before the server has agreed
let place = location.pathname; // of what is shown

/** As long as that, or until there is a network again, or nobody waits any more. */
function pause(milliseconds, signal) {
  return new Promise((done) => {
    const own = new AbortController();
    const end = () => { clearTimeout(timer); own.abort(); done(); };
    const timer = setTimeout(end, milliseconds);
    addEventListener("online", end, { signal: own.signal });
    signal.addEventListener("abort", end, { signal: own.signal });
  });
}

function say(text) {
  lost.hidden = !text;
  lost.classList.toggle("error", text !== lost.dataset.slow);
  lost.textContent = text;
}

/** The server's answer, however often one has to ask; undefined once nobody waits for it. */
async function askUntilAnswered(address, options, signal) {
  for (let tried = 0; !signal.aborted; tried += 1) {
    const slow = setTimeout(() => lost.hidden && !signal.aborted && say(lost.dataset.slow), ORDINARY);
    const answer = await ask(address, { ...options, signal });
    clearTimeout(slow);
    if (signal.aborted) return undefined;
    if (answer.sign) return answer;
    say(answer.status === 0 ? lost.dataset.offline : lost.dataset.failing);
    await pause(Math.min(FIRST_PAUSE * 2 ** tried, LONGEST_PAUSE), signal);
  }
  return undefined;
}

function put(trial) {
  document.title = trial.title;
  leave();
  form.replaceWith(trial.form);
  show(trial.form);
  const summary = document.getElementById("summary");
  if (!summary) announce(form.dataset.announced);
  // Last, because both lay the page out.
  (summary ?? document.getElementById("question")).focus({ preventScroll: true });
  scrollTo({ top: 0, behavior: "instant" });
}

const setsOf = (trial) => trial.form.querySelector(".sets");

/** Another trial stands where the last one was clicked: a double click answers nothing of it. */
function putAnother(trial) {
  setsOf(trial).inert = true;
  trial.clicked = new Promise((done) => setTimeout(done, DOUBLE));
  put(trial);
}

async function open(trial) {
  await trial.clicked;
  setsOf(trial).inert = false;
}

/** At its own address, so that whoever loads the page anew is where they were. */
function showEarly() {
  early = takeHeld();
  if (!early) return;
  early.form.toggleAttribute("data-early", true);
  early.form.setAttribute("aria-busy", "true");
  history.pushState(null, "", early.form.action);
  place = location.pathname;
  putAnother(early);
}

/** What is shown early was right: from now on it takes answers. */
function begin(trial) {
  trial.form.removeAttribute("data-early");
  trial.form.removeAttribute("aria-busy");
  open(trial);
  beginTiming();
  holdNext(trial.form);
}

/** Show what came in the form's place; false where it is no trial. */
function take({ response, text }) {
  if (!response.ok && response.status !== LACKS) return false;
  const isShown = early?.text === text;
  const trial = isShown ? early : read(text);
  if (!trial) return false;
  const address = response.headers.get("HX-Push-Url") ?? response.url;
  if (new URL(address, location).href !== location.href) {
    history[early ? "replaceState" : "pushState"](null, "", address);
  }
  place = location.pathname;
  early = null;
  if (isShown) begin(trial);
  else if (response.status === LACKS) put(trial);
  else {
    putAnother(trial);
    open(trial);
  }
  return true;
}

/** Nobody waits any more for what was asked for; what is shown early must not stay. */
function stop() {
  current.abort();
  travels = false;
  if (early) place = "";
  early = null;
  form.removeAttribute("aria-busy");
  say("");
}

async function load(address, options, otherwise) {
  stop();
  current = new AbortController();
  const { signal } = current;
  const asked = form;
  asked.setAttribute("aria-busy", "true");
  if (options.method === "POST") showEarly();
  const answer = await askUntilAnswered(address, options, signal);
  if (!answer) return;
  asked.removeAttribute("aria-busy");
  travels = false;
  say("");
  const elsewhere = answer.response.headers.get("HX-Redirect");
  if (elsewhere) location.assign(elsewhere);
  else if (!take(answer)) otherwise(answer.response);
}

document.addEventListener("submit", (event) => {
  if (event.target !== form || event.defaultPrevented) return;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return; // a double click
  const sent = form;
  const body = new URLSearchParams(new FormData(sent));
  load(sent.action, { method: "POST", body }, () => {
    form.replaceWith(sent); // where it is not shown any more: a form apart from a page is not sent
    sent.submit();
  });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  load(link.href, {}, () => location.assign(link.href));
});

// Back and forward: the address is there already, and its trial is to follow. A link to a place in
// the page changes the address too, and nothing else.
addEventListener("popstate", () => {
  if (location.pathname === place) {
    if (travels) stop();
    return;
  }
  load(location.href, {}, () => location.reload());
  travels = true;
});

document.addEventListener("trial:shown", () => { if (!early) holdNext(form); });

/**
 * The next trial without a new page: the answer to “Continue” is the next form, in one round trip.
 *
 * The server alone decides what comes. Where it sends something else than a trial, the browser
 * goes there; where it refuses, the form is sent once more as without this script, and the
 * refusal has its page. When the network fails, nothing is lost: answers are kept, and the form is
 * sent again, by which nothing doubles.
 */
import { ask } from "./server.js";
import { announce, form, leave, show } from "./trial.js";

const FIRST_PAUSE = 500, LONGEST_PAUSE = 15_000; // milliseconds
const ORDINARY = 2000; // milliseconds that an answer may take without being talked about
const LACKS = 422;

const lost = document.getElementById("lost");
let current = new AbortController();
let travels = false; // whether what is on its way was asked for by the browser's arrows

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

function put(shown, title) {
  document.title = title;
  leave();
  form.replaceWith(shown);
  scrollTo({ top: 0, behavior: "instant" });
  show(shown);
  const summary = document.getElementById("summary");
  (summary ?? document.getElementById("question")).focus({ preventScroll: true });
  if (!summary) announce(shown.dataset.announced);
}

/** Show what came in the form's place; false where it is no trial. */
function take({ response, text }) {
  if (!response.ok && response.status !== LACKS) return false;
  const page = new DOMParser().parseFromString(text, "text/html");
  const shown = page.getElementById("trial");
  if (!shown) return false;
  const address = response.headers.get("HX-Push-Url") ?? response.url;
  if (new URL(address, location).href !== location.href) history.pushState(null, "", address);
  put(document.adoptNode(shown), page.title);
  return true;
}

/** Nobody waits any more for what was asked for. */
function stop() {
  current.abort();
  travels = false;
  form.removeAttribute("aria-busy");
  say("");
}

async function load(address, options, otherwise) {
  stop();
  current = new AbortController();
  const { signal } = current;
  const asked = form;
  asked.setAttribute("aria-busy", "true");
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
  load(sent.action, { method: "POST", body }, () => sent.submit());
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
  if (new URL(form.action).pathname === location.pathname) {
    if (travels) stop();
    return;
  }
  load(location.href, {}, () => location.reload());
  travels = true;
});

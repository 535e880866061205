/**
 * Sends the answers in the outbox until the server has decided on each, on every page of a
 * participation.
 *
 * Whatever else answers is a network that fails. Then it waits longer and longer, a little unevenly
 * so that not all people of a survey come back at once, and goes on as soon as there is a network or
 * somebody looks again.
 */
import { drop, entries, holds, idOf, put } from "./outbox.js";
import { ask } from "./server.js";

const FIRST_PAUSE = 1000, LONGEST_PAUSE = 30_000; // milliseconds
const LONGEST_ASKED = 60_000; // however long somebody on the way asks us to wait
const DECISIONS = ["taken", "late", "refused"]; // how the server signs what it says to an answer

/** Tells `sending`, `failed` and the server's decisions, each with the entry. */
export const post = new EventTarget();

const onItsWay = new Set();
const atRest = new Set(); // refused for now: tried again on the next page
let failures = 0;
let timer;
let triesAt = 0;

const momentOf = (entry) => `${idOf(entry)} ${entry.given}`;
const tell = (what, entry, more) =>
  post.dispatchEvent(new CustomEvent(what, { detail: { entry, ...more } }));

/** What still has to reach the server. */
export const pending = () => entries().filter((entry) => !atRest.has(momentOf(entry)));
export const secondsToGo = () => Math.max(0, Math.ceil((triesAt - Date.now()) / 1000));

export function send(entry) {
  put(entry);
  tell("sending", entry);
  deliver(entry);
}

/** Send everything that waits now, and begin with short pauses again. */
export function hurry() {
  failures = 0;
  flush();
}

function flush() {
  clearTimeout(timer);
  timer = undefined;
  pending().forEach(deliver);
}

const request = ({ name, value, given, after, timing }) => ({
  method: "POST",
  body: new URLSearchParams({ [name]: value, given, after, ...timing }),
  redirect: "manual", // a network that wants a login first is none
});

async function deliver(entry) {
  if (onItsWay.has(idOf(entry))) return; // the newest follows
  onItsWay.add(idOf(entry));
  const answer = await ask(entry.address, request(entry));
  onItsWay.delete(idOf(entry));
  conclude(entry, answer);
}

function conclude(entry, answer) {
  if (!DECISIONS.includes(answer.sign)) {
    if (holds(entry)) retryLater(entry, answer.response);
    else pending().forEach(deliver);
    return;
  }
  failures = 0;
  if (holds(entry)) settle(entry, answer);
  pending().filter((one) => idOf(one) === idOf(entry)).forEach(deliver);
}

function settle(entry, { sign, response, text }) {
  if (response.headers.has("Retry-After")) atRest.add(momentOf(entry));
  else drop(entry);
  tell(sign, entry, { text });
}

function retryLater(entry, response) {
  if (timer === undefined) {
    const asked = 1000 * Number(response?.headers.get("Retry-After") ?? 0) || 0;
    const grown = Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE);
    const pause = Math.max(Math.min(asked, LONGEST_ASKED), grown * (0.75 + Math.random() / 2));
    failures += 1;
    triesAt = Date.now() + pause;
    timer = setTimeout(flush, pause);
  }
  tell("failed", entry);
}

/** The last chance of a page that goes: the browser sends these also when the page is gone. */
export function sendLast() {
  const headers = { "HX-Request": "true" };
  for (const entry of pending()) {
    fetch(entry.address, { ...request(entry), headers, keepalive: true }).catch(() => {});
  }
}

addEventListener("online", hurry);
addEventListener("pageshow", hurry);
document.addEventListener("visibilitychange", () => document.hidden || hurry());

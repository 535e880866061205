/** What the line of a question says of its answer: saving, saved, not sent yet, or refused. */
import { secondsToGo } from "./sending.js";
import { form, questions, stateOf } from "./trial.js";

const ORDINARY = 1000; // milliseconds that a save may take without being talked about

const late = new WeakMap(); // of every question, what says that its answer is still being saved

export const isUnsaved = (question) => ["saving", "failed"].includes(question.dataset.state);
export const isRefused = (question) => question.dataset.state === "refused";

export function say(question, state, ...parts) {
  clearTimeout(late.get(question));
  question.dataset.state = state;
  stateOf(question).replaceChildren(...parts);
}

export function saySaving(question) {
  say(question, "saving");
  late.set(question, setTimeout(() => {
    const isStill = question.isConnected && question.dataset.state === "saving";
    if (isStill) say(question, "saving", form.dataset.saving);
  }, ORDINARY));
}

/** With the server's own word. */
export function saySaved(question, word) {
  clearTimeout(late.get(question));
  delete question.dataset.state;
  stateOf(question).innerHTML = word;
}

/**
 * For the ear what has happened, once; for the eye how long until the next try. Where the browser
 * keeps nothing, both are told that the page has to stay open, and nothing else.
 */
export function sayFailed(question, isKept) {
  if (question.dataset.state === "failed") return count(question);
  if (!isKept) return say(question, "failed", form.dataset.open);
  const heard = document.createElement("span");
  heard.className = "visually-hidden";
  heard.textContent = form.dataset.kept;
  const seen = document.createElement("span");
  seen.setAttribute("aria-hidden", "true");
  seen.dataset.countdown = "";
  say(question, "failed", heard, seen);
  count(question);
}

function count(question) {
  const seen = stateOf(question).querySelector("[data-countdown]");
  if (!seen) return;
  const seconds = secondsToGo();
  seen.textContent = seconds ? form.dataset.failed.replace("%d", seconds) : form.dataset.trying;
}

setInterval(() => questions().filter((one) => one.dataset.state === "failed").forEach(count), 1000);

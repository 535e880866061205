/**
 * Every answer is sent as it is given; htmx sends, and writes the server's word into the set.
 *
 * This module shows what is under way, tries again with growing pauses when the network fails, and
 * lets the form go only when no answer is on its way: a late one would overwrite a newer.
 */
import { all, form, givenIn, goTo, sets, stateOf, unanswered } from "./trial.js";

const LONGEST_PAUSE = 30_000;
const attempts = new Map();
const toGo = document.getElementById("to-go");
let wantsOn = false;

const saved = all ? [...sets, all] : sets;
const unsaved = () => saved.filter((set) => ["saving", "failed"].includes(set.dataset.state));
const retry = (set) => set.dataset.state === "failed" && htmx.trigger(set, "retry");

function countToGo() {
  const number = unanswered().length;
  const text = number === 1 ? toGo.dataset.one : toGo.dataset.many.replace("%d", number);
  // A slider that has just come to rest changes while its participant already wants to go on.
  toGo.textContent = number ? text : wantsOn ? toGo.dataset.waiting : "";
}

function say(set, text) {
  stateOf(set).textContent = text;
}

function begin(set) {
  set.dataset.state = "saving";
  say(set, form.dataset.saving);
}

function fail(set) {
  const tried = (attempts.get(set) ?? 0) + 1;
  attempts.set(set, tried);
  set.dataset.state = "failed";
  say(set, form.dataset.failed);
  setTimeout(retry, Math.min(1000 * 2 ** (tried - 1), LONGEST_PAUSE), set);
}

/** What the server knows now: the form says so, so that it sends only what is new. */
function remember(set) {
  const given = givenIn(set);
  if (!given) return;
  form.elements[`was-${given.name}`].value = given.value;
  if (!all) return;
  if (set !== all) form.elements["was-judge"].value = "";
  else for (const { id } of sets) form.elements[id.replace("set", "was")].value = "";
}

function settle(set, status) {
  attempts.delete(set);
  if (status < 400) {
    delete set.dataset.state;
    remember(set);
  }
  else set.dataset.state = "refused";
  if (status === 403) say(set, form.dataset.refused);
  if (wantsOn && unsaved().length === 0) form.submit();
}

form.addEventListener("change", countToGo);
form.addEventListener("recount", countToGo);
form.addEventListener("htmx:beforeRequest", ({ target }) => begin(target));
form.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  const status = detail.xhr.status;
  if (status === 0 || status >= 500) fail(target);
  else settle(target, status);
});
addEventListener("online", () => saved.forEach(retry));

form.addEventListener("submit", (event) => {
  const [first] = unanswered();
  if (first) {
    event.preventDefault();
    goTo(first);
  } else if (unsaved().length > 0) {
    event.preventDefault();
    wantsOn = true;
    toGo.textContent = toGo.dataset.waiting;
    unsaved().forEach(retry);
  }
});

countToGo();

/** Every answer is sent as it is given, and its question says what has become of it. */
import "./restoring.js";
import "./leaving.js";
import { serverTime } from "./clock.js";
import { isNew, know } from "./known.js";
import { isUnsaved, say, sayFailed, saySaved, saySaving } from "./lines.js";
import { goOnIfSaved } from "./onward.js";
import { isKept, waitingFor } from "./outbox.js";
import { post, send, sendLast } from "./sending.js";
import { answeredAfter, report } from "./timing.js";
import { form, givenIn, questionOf, questions } from "./trial.js";

function entryOf(question, { name, value }) {
  const given = serverTime(Number(question.dataset.given ?? 0));
  const after = answeredAfter();
  return { address: question.dataset.save, name, value, given, after, timing: report() };
}

function sendGiven({ target }) {
  const question = target.closest("[data-set], [data-all]");
  const field = question && givenIn(question);
  if (field) send(entryOf(question, field));
}

/** What was chosen before this script ran, and what a slider still holds back. */
function sendWhatIsNew(question) {
  const field = givenIn(question);
  if (!field || !isNew(question, field.value)) return;
  if (waitingFor(question.dataset.save, field.name)?.value !== field.value) {
    send(entryOf(question, field));
  }
}

/** With the question of the shown trial that an answer belongs to, if it is one of its own. */
const hear = (what, act) => post.addEventListener(what, ({ detail }) => {
  if (!form) return;
  const question = questionOf(detail.entry);
  if (question) act(question, detail.entry, detail.text);
  goOnIfSaved();
});

const wordsOf = (text) => new DOMParser().parseFromString(text, "text/html").body.textContent.trim();

hear("sending", saySaving);
hear("failed", (question, entry) => sayFailed(question, isKept(entry)));
hear("taken", (question, entry, text) => {
  question.dataset.given = entry.given;
  know(question, entry.value);
  if (givenIn(question)?.value === entry.value) saySaved(question, text);
});
hear("late", (question, entry, text) => {
  know(question, entry.value);
  say(question, "late", wordsOf(text));
});
hear("refused", (question, entry, text) => say(question, "refused", wordsOf(text)));

document.addEventListener("trial:shown", () => {
  form.addEventListener("change", sendGiven);
  questions().forEach(sendWhatIsNew);
});
addEventListener("pagehide", () => {
  questions().filter(isUnsaved).forEach(sendWhatIsNew);
  sendLast();
});

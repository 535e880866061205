/**
 * What an earlier visit left in the outbox is shown as chosen, unless a newer answer was given
 * elsewhere meanwhile.
 */
import "./pictures.js"; // first: it takes back what was chosen too early
import { saySaving } from "./lines.js";
import { drop, entries } from "./outbox.js";
import { excludes, form, questionOf, questions } from "./trial.js";

function fill(question, value) {
  for (const field of question.querySelectorAll("[name]")) {
    if (field.type === "number") field.value = value === "none" ? "" : value;
    else field.checked = field.value === value;
  }
  for (const other of questions().filter((one) => excludes(question, one))) {
    for (const field of other.querySelectorAll(":checked")) field.checked = false;
  }
}

function restore() {
  if (form.hasAttribute("data-final")) return;
  for (const entry of entries()) {
    const question = questionOf(entry);
    if (!question) continue;
    if (entry.given <= Number(question.dataset.given ?? 0)) {
      drop(entry);
    } else {
      fill(question, entry.value);
      saySaving(question);
    }
  }
}

document.addEventListener("trial:shown", restore, { capture: true }); // before scales are made of it

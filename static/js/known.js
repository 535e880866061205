/**
 * What the server is known to have, in the form's fields `was-…`: that is not sent with it again.
 *
 * Only what the server has decided on belongs there; what it has refused is no answer of its.
 */
import { excludes, form, nameOf, questions } from "./trial.js";

const wasOf = (question) => form.elements[`was-${nameOf(question)}`];

export function know(question, value) {
  const was = wasOf(question);
  if (was) was.value = value;
  for (const other of questions()) {
    if (was && excludes(question, other)) wasOf(other).value = "";
  }
}

/** Whether the value is one that the form would send. */
export function isNew(question, value) {
  const was = wasOf(question);
  return was !== undefined && was.value !== value;
}

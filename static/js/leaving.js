/** Asks before a page is left that alone holds an answer, because the browser keeps none. */
import { isKept } from "./outbox.js";
import { pending, post } from "./sending.js";

function warn(event) {
  event.preventDefault();
  event.returnValue = true; // for older browsers
}

function look() {
  const isHeldHere = pending().some((entry) => !isKept(entry));
  (isHeldHere ? addEventListener : removeEventListener)("beforeunload", warn);
}

for (const what of ["sending", "failed", "taken", "late", "refused"]) post.addEventListener(what, look);

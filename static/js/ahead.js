/**
 * Holds the next trial ready while this one is answered: its form, as the server is going to send it,
 * and its pictures, fetched and decoded, which takes longer than all else between two trials.
 */
import { decoded, outcome } from "./pictures.js";
import { ask } from "./server.js";

let held = null;

/** A trial as the server sent it; null where something else came. */
export function read(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const form = page.getElementById("trial");
  return form && { form, text, title: page.title };
}

/** The browser chooses format and size of the pictures as soon as they belong to this page. */
function fetchPictures({ form }) {
  const pictures = [...form.querySelectorAll("img")];
  for (const picture of pictures) picture.fetchPriority = "low";
  document.adoptNode(form);
  for (const picture of pictures) picture.decode().then(() => decoded.add(picture), () => {});
}

/** Not before the pictures of this trial are there. */
export async function holdNext(form) {
  held = null;
  const { ahead } = form.dataset;
  if (!ahead || navigator.connection?.saveData) return;
  const missing = [...form.querySelectorAll("img")].filter((picture) => !picture.complete);
  await Promise.all(missing.map(outcome));
  if (!form.isConnected) return;
  const { sign, status, text } = await ask(ahead, {});
  if (!sign || status !== 200 || !form.isConnected) return;
  held = read(text);
  if (held) fetchPictures(held);
}

/** What is held, once; null where nothing is. */
export function takeHeld() {
  const taken = held;
  held = null;
  return taken;
}

/**
 * Fetches and decodes the next trial's pictures while this one is answered, in the sizes it will
 * show: decoding thirty pictures takes longer than all else between two trials.
 *
 * The browser chooses the format and the size as it does on the page, so that it finds them kept.
 */
import { outcome } from "./pictures.js";

const TYPES = { avif: "image/avif", webp: "image/webp" };

let kept = []; // so that what is decoded stays so until it is shown

const sizesOf = (selector) => document.querySelector(selector).sizes;

function fetchAhead(sources, sizes) {
  const picture = document.createElement("picture");
  for (const [format, type] of Object.entries(TYPES)) {
    picture.append(Object.assign(document.createElement("source"), { type, sizes, srcset: sources[format] }));
  }
  const image = document.createElement("img");
  image.fetchPriority = "low";
  picture.append(image);
  image.sizes = sizes;
  image.srcset = sources.jpeg;
  image.decode().catch(() => {});
  kept.push(image);
}

/** All pictures of one size, whose addresses differ in the hash alone. */
function fetchAlike({ shown, ...sources }, sizes) {
  const [first] = shown;
  for (const one of shown) {
    const own = Object.entries(sources).map(([format, srcset]) => [format, srcset.replaceAll(first, one)]);
    fetchAhead(Object.fromEntries(own), sizes);
  }
}

function fetchNext() {
  kept = [];
  const [reference, ...others] = JSON.parse(document.getElementById("next-pictures").textContent);
  if (!reference || navigator.connection?.saveData) return;
  fetchAlike(reference, sizesOf("#reference img"));
  for (const alike of others) fetchAlike(alike, sizesOf("[data-card] img"));
}

/** Not before the pictures of this trial are there. */
async function fetchLater({ detail }) {
  const { form } = detail;
  const pictures = [...form.querySelectorAll("img")].filter((picture) => !picture.complete);
  await Promise.all(pictures.map(outcome));
  if (form.isConnected) fetchNext();
}

document.addEventListener("trial:shown", fetchLater);

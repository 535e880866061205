/** Fetches the next trial's pictures while this one is answered, in the sizes it will show. */
const listed = document.getElementById("next-pictures");
const [first, ...others] = JSON.parse(listed.textContent);
const sizesOf = (selector) => document.querySelector(selector).sizes;

function fetchAhead(srcset, sizes) {
  const picture = new Image();
  picture.fetchPriority = "low";
  picture.sizes = sizes;
  picture.srcset = srcset;
}

function fetchNext() {
  if (!first || navigator.connection?.saveData) return;
  fetchAhead(first, sizesOf("#reference img"));
  for (const srcset of others) fetchAhead(srcset, sizesOf("[data-card] img"));
}

if (document.readyState === "complete") fetchNext();
else addEventListener("load", fetchNext);

/**
 * The buttons that lead away from a trial become links: with scripts every answer is sent as it is
 * given. Without this file they send the form, so that nothing that was chosen is lost.
 */
const KEPT = ["lang", "hreflang", "aria-current"];

function linkOf(button) {
  const link = document.createElement("a");
  link.href = button.dataset.link;
  link.className = button.className;
  link.toggleAttribute("data-swap", button.hasAttribute("data-swap"));
  for (const name of KEPT.filter((one) => button.hasAttribute(one))) link.setAttribute(name, button.getAttribute(name));
  link.append(...button.childNodes);
  return link;
}

document.addEventListener("trial:shown", () => {
  for (const button of document.querySelectorAll("button[data-link]")) button.replaceWith(linkOf(button));
});

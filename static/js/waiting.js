/** What stands over the scale of a card whose pictures are not there, with the ways to go on. */
import { form, goTo, setOf } from "./trial.js";

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.className = "button secondary";
  made.addEventListener("click", act);
  return made;
}

/** A card of the form, with the pictures that it needs; `retry` and `excuse` are for the broken ones. */
export function cardOf(element, needs, { retry, excuse }) {
  const line = document.createElement("div");
  const words = document.createElement("p");
  const card = { element, needs, line, words, wasAsked: false };
  card.again = button(form.dataset.again, () => {
    card.wasAsked = true;
    retry(needs);
  });
  card.without = button(form.dataset.without, () => excuse(needs));
  line.className = "waiting";
  line.append(words, card.again, card.without);
  return card;
}

export function shut(card, isBroken) {
  const text = isBroken ? form.dataset.broken : form.dataset.loading;
  card.element.querySelector(".answer").inert = true;
  if (card.words.textContent !== text) card.words.textContent = text;
  card.again.hidden = !isBroken;
  card.without.hidden = !isBroken || !card.wasAsked;
  card.line.toggleAttribute("data-broken", isBroken);
  if (!card.line.isConnected) card.element.append(card.line);
}

export function open(card) {
  const hadFocus = card.line.contains(document.activeElement);
  card.element.querySelector(".answer").inert = false;
  card.line.remove();
  if (hadFocus) goTo(setOf(card.element));
}

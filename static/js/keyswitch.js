/** Whether digits, letters and “?” act, which some hands or voices set off unasked; kept by the browser. */
const PLACE = "simsurvey-keys";
const OFF = "off";

let isOn = read() !== OFF;

export const lettersAct = () => isOn;

function read() {
  try {
    return localStorage.getItem(PLACE);
  } catch {
    return null; // forbidden: the choice lasts as long as the page
  }
}

function keep() {
  try {
    if (isOn) localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, OFF);
  } catch {
    // Forbidden or full, as above.
  }
}

function show() {
  document.querySelector("[data-keys-switch]").setAttribute("aria-checked", isOn);
}

document.addEventListener("trial:shown", show);
document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-keys-switch]")) return;
  isOn = !isOn;
  keep();
  show();
});

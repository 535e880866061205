/** Copies the text of the field that a button names, and says so there or where `data-says` points. */
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (await copied(document.getElementById(button.dataset.copy))) {
      const said = document.getElementById(button.dataset.says) ?? button;
      said.textContent = button.dataset.copied;
    }
  });
}

/** Without HTTPS browsers keep the clipboard shut; the old command still copies a selection. */
async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}

// Buttons that fill in the labels of a scale; without JavaScript there is nothing to press.
const template = document.getElementById("scale-presets");
const labels = document.getElementById("id_scale_labels");

if (template && labels) {
  const help = document.getElementById("id_scale_labels_helptext");
  help.append(template.content.cloneNode(true));
  help.addEventListener("click", (event) => {
    const button = event.target.closest("[data-scale]");
    if (button) labels.value = JSON.parse(button.dataset.scale).join("\n");
  });
}

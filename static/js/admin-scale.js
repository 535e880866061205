// Buttons that fill in the labels of a scale and tick its kind; without JavaScript there is
// nothing to press.
const template = document.getElementById("scale-presets");
const labels = document.getElementById("id_scale_labels");

if (template && labels) {
  const help = document.getElementById("id_scale_labels_helptext");
  const presets = JSON.parse(document.getElementById("scale-labels").textContent);
  help.append(template.content.cloneNode(true));
  help.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const isSlider = "slider" in button.dataset;
    labels.value = (isSlider ? presets.slider : presets.points[button.dataset.points]).join("\n");
    document.querySelector(`[name=scale_kind][value=${isSlider ? "slider" : "points"}]`).checked = true;
  });
}

"""The methods that a catalogue offers, as boxes."""

from typing import Any

from django import forms

# What the page asks for again when a choice changes, of itself and by htmx: the methods of another
# catalogue, and how many references the chosen methods leave.
ASK_FOR_METHODS = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-target": ".field-method_keys",
    "hx-select": ".field-method_keys",
    "hx-select-oob": "#eligible",
    "hx-swap": "outerHTML",
}
ASK_FOR_REFERENCES = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-include": "[name=catalogue], [name=method_keys]",
    "hx-target": "#eligible",
    "hx-select": "#eligible",
    "hx-swap": "outerHTML",
}


class MethodBoxes(forms.CheckboxSelectMultiple):
    """Boxes of which those that cannot be chosen are shown, with the reason, but shut."""

    shut: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.shut:
            option["attrs"]["disabled"] = True
        return option

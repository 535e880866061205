"""The labels of a scale as they are typed."""

from typing import Any

from django import forms


class ScaleField(forms.CharField):
    """The labels of a scale, one a line, as a list; the model says how many and which."""

    widget = forms.Textarea(attrs={"rows": 7, "cols": 40})

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(map(str, value or ()))

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in (super().to_python(value) or "").splitlines()]

    def run_validators(self, value: list[str]) -> None:
        super().run_validators("\n".join(value))

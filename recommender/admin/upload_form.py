"""What a researcher hands in to import a catalogue."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from recommender.catalogue import importing
from recommender.models import Catalogue, Import


class UploadForm(forms.Form):
    """A zip from the researcher's computer, or, for superusers, a path on the server."""

    name = forms.CharField(
        label=_("Name of the catalogue"),
        max_length=Catalogue._meta.get_field("name").max_length,
        help_text=_(
            "A new name makes a new catalogue. The name of an existing one updates it: known "
            "products are changed, new ones added, none removed."
        ),
        widget=forms.TextInput(attrs={"list": "known-catalogues", "autocomplete": "off"}),
    )
    upload = forms.FileField(
        label=_("Zip file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    path = forms.CharField(
        label=_("or path on the server"),
        required=False,
        help_text=_(
            "A folder of category folders, a CSV or a zip that the worker can read; for catalogues "
            "too large to upload. Only superusers see this field."
        ),
    )

    def __init__(self, *args: Any, may_read_server: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_catalogues = Catalogue.objects.values_list("name", flat=True)
        if not may_read_server:
            del self.fields["path"]

    def clean_path(self) -> Path | None:
        path = self.cleaned_data["path"]
        if not path:
            return None
        if not Path(path).is_absolute() or not Path(path).exists():
            raise ValidationError(
                _("There is no “%(path)s” on the server; write the whole path, starting with /."),
                params={"path": path},
            )
        return Path(path)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if "upload" in self.errors or "path" in self.errors:
            return chosen
        if chosen.get("upload") and chosen.get("path"):
            raise ValidationError(_("Choose either a zip file or a path on the server, not both."))
        if not chosen.get("upload") and not chosen.get("path"):
            self.add_error("upload", _("Choose the zip file with the pictures."))
        return chosen

    def begin(self) -> Import:
        """A row for a worker to do.

        Raises
        ------
        ImportRefused
            If the upload is no zip, or the name cannot be one.
        """
        name, path = self.cleaned_data["name"], self.cleaned_data.get("path")
        if path:
            return importing.begin_path(path=path, name=name)
        return importing.begin_upload(upload=self.cleaned_data["upload"], name=name)

"""What a researcher hands in to import another system's lists."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from recommender.external.faults import ListsRefused
from recommender.external.importing import Imported, import_lists
from recommender.external.key import LONGEST_NAME, PREFIX, checked_name
from recommender.models import Catalogue

LARGEST = 10_000_000  # bytes: a quarter of a million lines, and as long as anybody waits for a page


class ListsForm(forms.Form):
    """The form stands on the catalogue's page, beside a form that has a name of its own."""

    name = forms.CharField(
        label=_("Name of the other system"),
        max_length=LONGEST_NAME + len(PREFIX),
        help_text=_("Lower-case letters, digits and hyphens; its lists are called external:NAME."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    file = forms.FileField(
        label=_("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,.tsv,text/csv"})
    )
    rows = forms.CharField(
        label=_("Rows of the method"),
        required=False,
        help_text=_("Only if the file has a column “method” that names several."),
    )

    prefix = "lists"

    def clean_name(self) -> str:
        """The whole key, whether or not it was typed with its beginning."""
        key = PREFIX + str(self.cleaned_data["name"]).removeprefix(PREFIX)
        try:
            checked_name(key)
        except ListsRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return key

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(
                _(
                    "The file is larger than %(limit)d MB: import it on the server with "
                    "“manage.py import_recommendations”."
                ),
                params={"limit": LARGEST // 1_000_000},
            )
        return file

    def import_into(self, catalogue: Catalogue) -> Imported:
        """As `import_lists`, which refuses."""
        return import_lists(
            catalogue=catalogue,
            key=self.cleaned_data["name"],
            data=self.cleaned_data["file"].read(),
            rows=self.cleaned_data["rows"],
        )

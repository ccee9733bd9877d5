"""What an agent writes: an answer to the customer, or a note for the team."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tickets import states
from tickets.forms.fields import LongTextField
from tickets.models import Ticket
from tickets.uploads import ACCEPT

RESOLVE = "resolve"
INTERIM = "interim"
AFTERWARDS = [
    (states.OPEN, pgettext_lazy("after an answer", "and keep open")),
    (states.WAITING_CUSTOMER, pgettext_lazy("after an answer", "and wait for them")),
    (INTERIM, pgettext_lazy("after an answer", "interim answer, by law")),
    (RESOLVE, pgettext_lazy("after an answer", "and resolve…")),
]
LINES = {"rows": 2}
MOST_FILES = 10


class MomentInput(forms.DateTimeInput):
    """A day and a time, picked by the browser's own means, in the reader's zone."""

    input_type = "datetime-local"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a field the choices that are known only now."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; `clean` returns them as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("At most %(count)d files at once. Send the others with a second message.")
                % {"count": MOST_FILES}
            )
        return [super(FilesField, self).clean(file, initial) for file in files]


def files_field() -> FilesField:
    return FilesField(
        label=gettext_lazy("Files"),
        required=False,
        widget=FilesInput(
            attrs={"multiple": True, "accept": ACCEPT, "data-files": "composer-files"}
        ),
    )


class VersionForm(forms.Form):
    """Carries the version of the ticket that the person's page showed."""

    # What is missing is said by the server, in full sentences and beside the field.
    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": ticket.version} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.ticket = ticket

    def carried_versions(self) -> dict[str, Ticket]:
        """Return which field carries the version of which ticket."""
        return {"version": self.ticket}


class ReplyForm(VersionForm):
    body = LongTextField(
        label=gettext_lazy("Your answer"),
        required=False,
        strip=False,
        max_length=100_000,
        widget=forms.Textarea(attrs=LINES),
    )
    next_step = forms.CharField(
        label=gettext_lazy("What happens next (the customer reads this)"),
        required=False,
        max_length=300,
    )
    next_by = forms.DateTimeField(
        label=gettext_lazy("By when"), required=False, widget=MomentInput()
    )
    then = forms.ChoiceField(
        label=gettext_lazy("And then"),
        required=False,
        choices=AFTERWARDS,
    )

    attachments = files_field()

    def clean_then(self) -> str:
        return self.cleaned_data["then"] or states.OPEN


class NoteForm(VersionForm):
    body = LongTextField(
        label=gettext_lazy("Your note"),
        required=False,
        strip=False,
        max_length=100_000,
        widget=forms.Textarea(attrs=LINES),
    )

    attachments = files_field()

    def clean_body(self) -> str:
        body = self.cleaned_data["body"]
        if not body.strip():
            raise forms.ValidationError(_("Nothing was written yet. Write the note."))
        return body

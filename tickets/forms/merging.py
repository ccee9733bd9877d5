"""Two tickets that are one matter, and one message that is about two."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets import access
from tickets.forms.composing import VersionForm, offer
from tickets.forms.fields import alone
from tickets.models import Message, Right, Ticket, User
from tickets.queries.categories import category_choices
from tickets.queries.facets import Reader
from tickets.search import ticket_numbered


class MergeForm(VersionForm):
    """`other` is cleaned to the ticket of that number, if its reader may see it."""

    other = forms.CharField(
        label=gettext_lazy("Number of the other ticket"),
        max_length=40,
        help_text=gettext_lazy("In full, or its running number alone."),
        error_messages={"required": gettext_lazy("Enter the number of the other ticket.")},
    )
    other_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_override = forms.BooleanField(
        label=gettext_lazy("Merge them even if they belong to two customers"), required=False
    )

    def __init__(self, *args: Any, ticket: Ticket, user: User, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        self.user = user
        if not access.has_right(user, Right.LEAD_TICKETS):
            del self.fields["is_override"]

    def clean_other(self) -> Ticket:
        seen = access.tickets_for(self.user)
        found = ticket_numbered(seen, self.cleaned_data["other"].strip())
        if found is None:
            raise forms.ValidationError(_("You see no ticket of this number. Check it."))
        return seen.select_related("customer").get(pk=found)

    def carried_versions(self) -> dict[str, Ticket]:
        return super().carried_versions() | {"other_version": self.cleaned_data["other"]}


class SplitForm(VersionForm):
    text = forms.CharField(
        label=gettext_lazy("What the new ticket is about"),
        strip=False,
        max_length=100_000,
        help_text=gettext_lazy(
            "Leave only the part that is a matter of its own. The message itself stays as it is."
        ),
        error_messages={"required": gettext_lazy("Leave the words the new ticket is about.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=())
    category_id = forms.TypedChoiceField(
        label=gettext_lazy("Category"), required=False, coerce=int, empty_value=None, choices=()
    )

    def __init__(
        self, *args: Any, ticket: Ticket, message: Message, reader: Reader, **kwargs: Any
    ) -> None:
        super().__init__(*args, ticket=ticket, initial={"text": message.text}, **kwargs)
        proposes = ("", _("let triage propose one"))
        offer(self, "kind", [proposes, *alone(Ticket.Kind.choices)])
        offer(self, "category_id", [proposes, *category_choices(reader.settings, reader.now)])

    def clean_text(self) -> str:
        """Words are kept as they are; blanks alone are none."""
        text = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text

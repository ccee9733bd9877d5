"""What tags a ticket carries, and what a tag is called."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.actions.tagging import LONGEST
from tickets.forms.bulk import BulkForm
from tickets.forms.composing import offer
from tickets.queries.tags import names_offered, names_on

BETWEEN = re.compile(r"[,，、;；\n]")


class NewTagsField(forms.CharField):
    """Several names in one line, parted by commas of either language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, **kwargs)

    def clean(self, value: Any) -> list[str]:
        return [name.strip() for name in BETWEEN.split(super().clean(value)) if name.strip()]


class TagsForm(forms.Form):
    """Tick what fits, write what isn't offered. `given()` is all of it."""

    names = forms.MultipleChoiceField(
        label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more = NewTagsField(
        label=_("Others"), required=False, help_text=_("Several are parted by commas.")
    )

    def __init__(self, data: Any = None, *, carried: list[str]) -> None:
        super().__init__(data, initial={"names": carried})
        offered = names_offered(carried)
        offer(self, "names", [(name, name) for name in offered])
        if not offered:
            del self.fields["names"]

    @classmethod
    def of(cls, ticket_id: int, data: Any) -> TagsForm:
        return cls(data, carried=names_on(ticket_id))


class BulkTagsForm(BulkForm):
    more = NewTagsField(
        label=_("Tags to add"),
        help_text=_("Several are parted by commas."),
        error_messages={"required": _("Write at least one tag.")},
    )


class TagNameForm(forms.Form):
    use_required_attribute = False
    name = forms.CharField(
        label=pgettext_lazy("of a tag", "Name"),
        max_length=LONGEST,
        help_text=_("With the name of another tag, the two become one."),
        error_messages={"required": _("Write what the tag is called.")},
    )

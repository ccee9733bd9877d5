"""The name of a saved queue, and who sees it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms.composing import offer
from tickets.models import Team, User


class QueueNameForm(forms.Form):
    use_required_attribute = False
    name = forms.CharField(
        label=_("Name of the queue"),
        max_length=60,
        error_messages={"required": _("Give it a name you will recognise.")},
    )


class SaveQueueForm(QueueNameForm):
    team = forms.TypedChoiceField(
        label=_("Who sees it"), required=False, coerce=int, empty_value=None, choices=()
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(membership__user=user, is_active=True).order_by("pk")
        shared = [(team.pk, _("My team: %(team)s") % {"team": team.name}) for team in teams]
        offer(self, "team", [("", _("Only me")), *shared])

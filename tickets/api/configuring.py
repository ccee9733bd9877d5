"""Who may configure over the API, and how a refusal and a change are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from tickets.access import require_right
from tickets.actors import Actor
from tickets.events import record_configuration
from tickets.models import Right, User


class MayConfigure(IsAuthenticated):
    """A person whose role has the right; the refusal names it."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not super().has_permission(request, view):
            return False
        assert isinstance(request.user, User)
        require_right(request.user, Right.CONFIGURE)
        return True


class ConfiguringView(APIView):
    """Base of what changes the desk's set-up: every change is a configuration event."""

    permission_classes = [MayConfigure]

    @property
    def actor(self) -> Actor:
        assert isinstance(self.request.user, User)
        return Actor.for_user(self.request.user)

    def record(self, code: str, row: Model, at: datetime, /, **data: Any) -> None:
        record_configuration(
            code=code,
            model=row._meta.model_name or "",
            object_id=row.pk,
            label=str(row),
            actor=self.actor,
            at=at,
            data=data,
        )


def now() -> datetime:
    return timezone.now().replace(microsecond=0)

"""Refusals. Each message tells a person what happened and what to do next, without ids."""

from django.utils.translation import gettext_lazy as _


class DeskError(Exception):
    """Something the desk refuses. `str(error)` may be shown to the person who asked."""

    title = "Refused"


class NotAllowed(DeskError):
    """The person lacks a right; the message names it."""

    title = "Not allowed"


class Conflict(DeskError):
    """Somebody or something was quicker, or the ticket isn't in a state for this."""

    title = "Conflict"


class TransitionRefused(Conflict):
    """The lifecycle forbids this move from the ticket's status."""


class StaleTicket(Conflict):
    """The ticket has changed since the person's page was made."""

    def __init__(self) -> None:
        super().__init__(
            _("Someone else changed this ticket meanwhile. Read what is new, then try again.")
        )


class Incomplete(DeskError):
    """Something required is missing; `field` names it."""

    title = "Incomplete"

    def __init__(self, field: str, message: object) -> None:
        super().__init__(message)
        self.field = field

"""The desk's configuration in the Django admin, one noun a file."""

from tickets.admin import (  # noqa: F401
    calendars,
    catalog,
    knowledge,
    on_call,
    outbox,
    people,
    places,
    policies,
    rules,
    settings,
    surveys,
    trail,
)

"""What is active in a thread (its language, its zone, its addresses), held by context variables.

Django holds each in a `Local` of asgiref, which takes a lock, a dictionary and five calls to answer
a question, and a page of the desk asks six hundred of them: a twentieth of its time. A context
variable alone does the same, thread by thread and task by task.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.urls import base
from django.utils import timezone
from django.utils.translation import trans_real

NOTHING = object()


class Active:
    """Has the attribute `value` once it was set, and until it is deleted."""

    __slots__ = ("_held",)

    def __init__(self, name: str) -> None:
        self._held: ContextVar[Any] = ContextVar(name, default=NOTHING)

    @property
    def value(self) -> Any:
        found = self._held.get()
        if found is NOTHING:
            raise AttributeError("value")
        return found

    @value.setter
    def value(self, value: Any) -> None:
        self._held.set(value)

    @value.deleter
    def value(self) -> None:
        self._held.set(NOTHING)


def hold_what_is_active() -> None:
    """Put context variables where Django keeps its own holders; once a process, while it starts."""
    holders: tuple[tuple[Any, str], ...] = (
        (trans_real, "_active"),
        (timezone, "_active"),
        (base, "_prefixes"),
        (base, "_urlconfs"),
    )
    for module, name in holders:
        held, fresh = getattr(module, name), Active(f"{module.__name__}.{name}")
        if hasattr(held, "value"):
            fresh.value = held.value
        setattr(module, name, fresh)

"""Who did it. Every action takes an actor, every event keeps one. Customers are never users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.models import Customer, User

USER = "user"
CUSTOMER = "customer"
AUTOMATION = "automation"
KINDS = (USER, CUSTOMER, AUTOMATION)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at the desk, a customer, or a named automation.

    `name` is a staff name or an automation's code. A customer's name never stands here, because
    events must stay free of personal data.
    """

    kind: str
    id: int | None
    name: str

    @classmethod
    def for_user(cls, user: User) -> Actor:
        return cls(USER, user.pk, user.display_name)

    @classmethod
    def for_customer(cls, customer: Customer) -> Actor:
        return cls(CUSTOMER, customer.pk, "")

    @classmethod
    def automation(cls, code: str) -> Actor:
        return cls(AUTOMATION, None, code)

    @property
    def is_person_at_desk(self) -> bool:
        return self.kind == USER

    @property
    def user_id(self) -> int:
        """The key of the person at the desk. For what no customer and no automation does."""
        if self.kind != USER or self.id is None:
            raise TypeError(f"Only a person at the desk does this: Actor.for_user(), not {self}.")
        return self.id

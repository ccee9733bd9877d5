"""Which deliveries the channels carry out: one line a notice."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.utils.translation import pgettext_lazy

from channels import answers, on_call, system_notices
from channels import delivery as say
from channels import recipients as to
from channels import staff_notices as tell
from tickets import configuration
from tickets.models import Delivery, Ticket, TicketEvent
from tickets.outbox import Plan, Subscriber, subscribe

URGENT, MAIL, BULK = Delivery.Lane.URGENT, Delivery.Lane.MAIL, Delivery.Lane.BULK
ASKING = ("survey.sent", "survey.reminded")
ESCALATING = ("sla.warned", "sla.breached")

type Planner = Callable[[Ticket, TicketEvent], Iterable[Plan]]
type Handler = Callable[[Delivery], None]
type GivesUp = Callable[[Delivery, str], None]
type Row = tuple[str, str, tuple[str, ...], Planner, Handler]

# code, lane, events, who is told, how
TO_CUSTOMERS: tuple[Row, ...] = (
    ("mail.acknowledgement", URGENT, ("ticket.opened",), to.customer, say.acknowledge),
    ("mail.reopened", URGENT, ("ticket.reopened",), to.customer, say.start_again),
    ("mail.stopped", MAIL, ("ticket.resolved",), to.customer_without_answer, say.say_stopped),
    ("mail.fresh_link", URGENT, ("link.requested",), to.customer, say.send_link),
    ("mail.closed", MAIL, ("ticket.closed",), to.customer, say.say_closed),
    ("mail.reminder", MAIL, ("ticket.reminded",), to.customer, say.remind_of_question),
    ("mail.survey", BULK, ASKING, to.customer, say.ask),
)
TO_STAFF: tuple[Row, ...] = (
    ("staff.escalation", URGENT, ESCALATING, to.escalation, tell.escalate),
    ("staff.on_call", URGENT, ESCALATING, to.on_call, on_call.call_out),
    ("staff.reopened", URGENT, ("ticket.reopened",), to.reopened, tell.tell_reopened),
    ("staff.handed_up", URGENT, ("ticket.handed_up",), to.handed_up, tell.tell_handed_up),
    ("staff.assigned", MAIL, ("ticket.assigned",), to.assigned, tell.tell_assigned),
    ("staff.call_back", MAIL, ("task.added",), to.call_back, tell.tell_call_back),
)
# What people read for each of them, in lists of what was sent and what couldn't be.
NAMES = {
    "mail.reply": pgettext_lazy("delivery", "Answer"),
    "mail.acknowledgement": pgettext_lazy("delivery", "Acknowledgement"),
    "mail.reopened": pgettext_lazy("delivery", "Started again"),
    "mail.stopped": pgettext_lazy("delivery", "Stopped without an answer"),
    "mail.fresh_link": pgettext_lazy("delivery", "Fresh link"),
    "mail.closed": pgettext_lazy("delivery", "Closed"),
    "mail.reminder": pgettext_lazy("delivery", "Reminder of our question"),
    "mail.survey": pgettext_lazy("delivery", "Is it solved?"),
    "staff.escalation": pgettext_lazy("delivery", "Escalation"),
    "staff.on_call": pgettext_lazy("delivery", "Call to an on-call webhook"),
    "staff.reopened": pgettext_lazy("delivery", "Started again, to owner and lead"),
    "staff.handed_up": pgettext_lazy("delivery", "Handed up"),
    "staff.assigned": pgettext_lazy("delivery", "Assigned"),
    "staff.call_back": pgettext_lazy("delivery", "Call-back to do"),
}


def under_one_configuration(handler: Handler) -> Handler:
    """Let a letter see one configuration from its first word to its proof, asked for once."""

    @wraps(handler)
    def carry_out(delivery: Delivery) -> None:
        with configuration.held(configuration.current()):
            handler(delivery)

    return carry_out


ANSWERS = Subscriber(
    code="mail.reply",
    lane=MAIL,
    events=("message.replied",),
    plan=to.customer_of_answer,
    carry_out=under_one_configuration(answers.send_answer),
    gives_up=answers.give_up_answer,
    label=NAMES["mail.reply"],
)


def connect() -> None:
    """Subscribe the handlers of this app to the outbox."""
    subscribe(ANSWERS)
    for row in TO_CUSTOMERS:
        subscribe(_subscriber(row, gives_up=say.give_up_notice))
    for row in TO_STAFF:
        subscribe(_subscriber(row))
    subscribe(system_notices.OF_LAGS)


def _subscriber(row: Row, *, gives_up: GivesUp | None = None) -> Subscriber:
    code, lane, events, plan, handler = row
    carry_out = under_one_configuration(handler)
    return Subscriber(code, lane, events, plan, carry_out, gives_up, NAMES[code])

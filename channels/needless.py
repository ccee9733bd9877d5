"""Why something was not sent after all, in the words of the deliveries' list."""

from django.utils.translation import gettext_noop

from tickets.sentences import Sentence

NO_COLLEAGUE = Sentence(gettext_noop("%(user)s is inactive or has no address."))
PAGER_OFF = Sentence(gettext_noop("The on-call webhook %(webhook)s is switched off."))
CLOCK_STOPPED = Sentence(gettext_noop("The clock has stopped."))
TAKEN_BACK = Sentence(gettext_noop("The agent took it back."))
CALL_INSTEAD = Sentence(gettext_noop("The customer left only a number, so a call was asked for."))
OVER_BEFORE = Sentence(
    gettext_noop("The ticket was cancelled or merged before it was acknowledged.")
)
ROUND_OVER = Sentence(gettext_noop("This round is over already."))
OPEN_AGAIN = Sentence(gettext_noop("The ticket is open again."))
NOT_WAITING = Sentence(gettext_noop("The customer isn't waited for any more."))
ANSWERED_OR_VOID = Sentence(gettext_noop("The question is answered or void by now."))
SOMEBODY_ELSE = Sentence(gettext_noop("Somebody else has it by now."))
CALL_MADE = Sentence(gettext_noop("The call has been made."))

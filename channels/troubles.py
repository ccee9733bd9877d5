"""What can go wrong with a channel: every sentence that an operator reads about it.

They stand together so that whatever process shows one knows it; see tickets/sentences.py. The far
end's words come last.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from tickets.sentences import Sentence

# --- Mailboxes and mail servers ----------------------------------------------------------------

NO_CONNECTION = Sentence(gettext_noop("No connection to %(server)s, port %(port)s: %(why)s"))
MAILBOX_REFUSED = Sentence(
    gettext_noop(
        "%(server)s doesn't let %(user)s in: look at user name and %(variable)s. "
        "It said: %(answer)s"
    )
)
NO_FOLDER = Sentence(
    gettext_noop("%(server)s doesn't open the folder %(folder)s. It said: %(answer)s")
)
BROKE_OFF = Sentence(gettext_noop("The talk with %(server)s broke off: %(answer)s"))
TOKEN_ADDRESS = Sentence(gettext_noop("The token address must begin with https://."))
TOKEN_REFUSED = Sentence(
    gettext_noop(
        "%(url)s gives no access token: allow the desk anew at the provider and put the new "
        "refresh token into the environment. It answered %(status)s: %(answer)s"
    )
)
NO_TOKEN = Sentence(gettext_noop("%(url)s gives no access token: %(why)s"))
ANSWER_WITHOUT_TOKEN = Sentence(
    gettext_noop("%(url)s answered without an access token, with: %(fields)s")
)
NO_AUTHORITY = Sentence(
    gettext_noop(
        "FEEDBACK_DESK_MAIL_CA_FILE has to name a readable PEM file of certificates. It names "
        "%(file)s: %(why)s"
    )
)
ANSWERED = Sentence(gettext_noop("it answered %(code)s %(answer)s"))
NOT_TRUSTED = Sentence(
    gettext_noop(
        "its certificate isn't trusted. If an authority of your own signed it, name that "
        "authority's file in FEEDBACK_DESK_MAIL_CA_FILE; if it was made for another name, enter "
        "the server by that name. The check said: %(why)s"
    )
)
NOT_ENCRYPTED = Sentence(
    gettext_noop("the two found no encryption: port and encryption must belong together. %(why)s")
)
MAIL_REFUSED = Sentence(gettext_noop("The mail server refused it: %(code)s %(answer)s"))
MAIL_NOT_NOW = Sentence(gettext_noop("The mail server doesn't take it now: %(code)s %(answer)s"))
CAME_BACK = Sentence(gettext_noop("The mail came back: %(subject)s"))
NO_SUCH_ADDRESS = Sentence(gettext_noop("No mail can be addressed like this: %(why)s"))

# --- Mails that came ---------------------------------------------------------------------------

TOO_LARGE = Sentence(
    gettext_noop(
        "A mail of %(size)s bytes; %(address)s takes %(most)s at most. It wasn't fetched: read it "
        "in the mailbox."
    )
)
NEVER_FETCHED = Sentence(
    gettext_noop("The mail itself was never fetched. Read it in the mailbox and answer it there.")
)
EMPTY_MAIL = Sentence(gettext_noop("There is nothing in this mail: no text, no subject, no file."))
NO_MAIL = Sentence(
    gettext_noop(
        "These bytes are no text that anybody could have written. Look at them with manage.py "
        "parse_mail; make a ticket by hand if there is something to read."
    )
)
OWN_MAIL = Sentence(gettext_noop("The desk sent this mail itself."))
STRANGE_REPORT = Sentence(gettext_noop("A delivery report about a mail that the desk didn't send."))
STRANGE_MACHINE = Sentence(gettext_noop("An automatic mail that answers none of ours."))
FLOOD = Sentence(
    gettext_noop(
        "More than %(most)s mails within an hour from %(address)s. If a person wrote them, try "
        "again after an hour, or raise FEEDBACK_DESK_MAIL_HOURLY_LIMIT."
    )
)

# --- Requests that came ------------------------------------------------------------------------

WRONG_SIGNATURE = Sentence(gettext_noop("A request came with a wrong signature."))
WRONG_PASSWORD = Sentence(
    gettext_noop("A provider posted mail with a wrong signature or password.")
)
STRANGE_POST = Sentence(gettext_noop("What came is not what %(provider)s posts: %(why)s"))
OUTSIDE_WINDOW = Sentence(gettext_noop("A request was signed outside its window."))
UNKNOWN_KEY = Sentence(gettext_noop("A program came with a key that no channel has."))
NOTHING_THERE = Sentence(gettext_noop("Field %(field)s: nothing stands at %(path)s."))
TOO_MANY_ITEMS = Sentence(gettext_noop("%(count)s items in one request; send up to %(most)s."))
NO_WEBHOOK = Sentence(gettext_noop("No webhook has the code %(code)s any more."))
NO_JSON = Sentence(gettext_noop("The body is no JSON: %(why)s"))
NOT_AS_KEPT = Sentence(
    gettext_noop(
        "This isn't as the desk keeps what comes this way, so nobody can say what it means. Open "
        "it by hand. Missing or wrong: %(why)s"
    )
)
NOT_OPENED = Sentence(gettext_noop("What these words add to has not been opened yet."))

HIDDEN_FIELD = Sentence(gettext_noop("A field that people don't see was filled in."))

# --- Ways to customers -------------------------------------------------------------------------

NO_ADDRESS = Sentence(gettext_noop("The customer left nothing that we can write to."))
QUIET_HOURS = Sentence(gettext_noop("Quiet hours: it goes out when they are over."))
NO_URL = Sentence(gettext_noop("%(url)s is no web address. Correct it in the admin."))
NO_CONNECTION_TO = Sentence(gettext_noop("No connection to %(server)s: %(why)s"))
REFUSED = Sentence(gettext_noop("The far end refused it: %(code)s %(answer)s"))
NOT_NOW = Sentence(gettext_noop("The far end doesn't take it now: %(code)s %(answer)s"))
LEADS_INSIDE = Sentence(
    gettext_noop(
        "%(host)s leads to %(address)s, inside the house. Correct the address, or have it named in "
        "FEEDBACK_DESK_REACHABLE_INSIDE."
    )
)
NO_GATEWAY = Sentence(gettext_noop("No SMS gateway is switched on any more."))
GATEWAY_WITHOUT_JSON = Sentence(gettext_noop("The gateway's answer is no JSON: %(answer)s"))
GATEWAY_REFUSED = Sentence(gettext_noop("The gateway refused it: %(answer)s"))
NO_NUMBER = Sentence(gettext_noop("The customer's number is no phone number."))

# --- WeChat ------------------------------------------------------------------------------------

WECHAT_REFUSED = Sentence(gettext_noop("WeChat refused it: %(code)s %(answer)s"))
NO_WECHAT_MESSAGE = Sentence(gettext_noop("No message of WeChat: %(why)s"))
NO_WECHAT_ACCOUNT = Sentence(gettext_noop("No WeChat account has the code %(code)s any more."))
WECHAT_EVENT = Sentence(gettext_noop("An event of the account, such as a new follower."))
WECHAT_BUSY = Sentence(gettext_noop("WeChat is busy: %(answer)s"))
WECHAT_AWAY = Sentence(gettext_noop("WeChat can't be reached: %(why)s"))
WECHAT_WITHOUT_FILE = Sentence(gettext_noop("WeChat answered with words instead of a file."))

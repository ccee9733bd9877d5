"""Whom a bounce could not reach: RFC 3464 fields first, then how servers list them. Pure."""

import re

from channels.email.encoded_words import decode_header

RECIPIENT = re.compile(
    r"^(?:final|original)-recipient\s*:\s*(?:rfc822|system|[a-z0-9-]+)\s*;\s*<?([^\s<>@]+@[^\s<>;]+)",
    re.IGNORECASE | re.MULTILINE,
)
STILL_TRYING = re.compile(r"^action\s*:\s*(?!failed)\w+", re.IGNORECASE | re.MULTILINE)
DELAYED = re.compile(
    r"delayed|still being retried|not yet been delivered|warning message only|will (?:be )?retr"
    r"|\(delay\)|delivery warning",
    re.IGNORECASE,
)
ALONE = re.compile(
    r"^[\s*>-]{0,12}(?:(?:to|user|recipient|address)s?\s?:\s?)?[<\"']?"
    r"([^\s<>\"'@,;:]+@[\w.-]+\.\w+)"
    r"[>\"']{0,2}(?:\s?[:;.]?\s*$|:\s|\s\.{2,}|\s\()",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
OURS = re.compile(r"(?:postmaster|mailer-daemon|abuse|support|help)@", re.IGNORECASE)
ORIGINAL_BELOW = re.compile(
    r"^[\s-]*(?:this is a copy|below this line is a copy|included is a copy"
    r"|original message follows"
    r"|(?:the )?(?:header|first \d+ lines|original message)\b.*|received:|return-path:|from:|to:)",
    re.IGNORECASE | re.MULTILINE,
)
LOOKED_AT_CHARS = 20_000
MAX_RECIPIENTS = 100


def failed_recipients(root, subject, text):
    """Addresses in lower case, each once; none while the server is still trying."""
    named = _from_header(root) or _from_report(text[:LOOKED_AT_CHARS])
    if named is None:
        return ()
    if not named and not DELAYED.search(f"{subject}\n{text[:2_000]}"):
        named = _listed(text[:LOOKED_AT_CHARS])
    return tuple(dict.fromkeys(one.lower().strip(".") for one in named))[:MAX_RECIPIENTS]


def _from_header(root):
    return re.findall(r"[^\s,<>]+@[^\s,<>]+", decode_header(root.header("x-failed-recipients")))


def _from_report(text):
    """The recipients of the report's failed blocks; None when all are only delayed."""
    failed, is_report = [], False
    for block in re.split(r"\n\s*\n", text):
        recipients = RECIPIENT.findall(block)
        is_report = is_report or bool(recipients)
        if not STILL_TRYING.search(block):
            failed.extend(recipients[:1])
    return None if is_report and not failed else failed


def _listed(text):
    """Addresses alone on their lines above the copy of our mail, else the only one named there."""
    below = ORIGINAL_BELOW.search(text)
    top = text[: below.start()] if below and below.start() > 40 else text
    alone = ALONE.findall(top)
    if alone:
        return alone
    named = {one.lower().strip(".") for one in ADDRESS.findall(top) if not OURS.match(one)}
    return list(named) if len(named) == 1 else []

"""Is the mail a delivery report? RFC 3464 first, then how servers sign and word theirs. Pure."""

from channels.email.encoded_words import decode_header
from channels.email.phrases import phrase_pattern

DAEMONS = phrase_pattern(
    r"""
    mailer-?daemon, mail\.?delivery\.?(?:sub)?system, mdaemon, postmaster, mail-?admin,
    delivery-?(?:status|failure|report)\w*, bounces?, system\s?administrator
    """,
    before="^",
    after=r"(?:[+=.@-].*)?$",
)
DAEMON_NAMES = phrase_pattern(
    """
    mail(?:er)?[ -]?(?:delivery|daemon|system), delivery (?:sub)?system, system administrator,
    postmaster, mail administrator, automated response, 邮件投递, 邮件系统, 系统退信, 邮件退信,
    郵件系統
    """
)
SUBJECTS = phrase_pattern(
    """
    undeliver(?:able|ed), returned mail, mail delivery, mail (?:system )?error, message delayed,
    delivery (?:status )?(?:notification|failure|report|has failed|error|warning), delayed mail,
    failure (?:notice|delivery), could not be delivered, not (?:yet )?been delivered,
    non-?delivery, failed mail, mail failed, user unknown, unzustellbar, nicht zugestellt,
    zustellung fehlgeschlagen, non remis, échec de (?:la )?remise, no entregado,
    no se (?:ha )?podido entregar, non recapitabile, mancato recapito, onbestelbaar,
    kunde inte levereras, niedostarczon, nedoručiteln, не доставлен, недоставлен, 退信, 无法投递,
    無法投遞, 投递失败, 無法傳遞, 未送达, 未送達, 投递状态, 送信できません, 配信不能,
    配信エラー, 반송
    """
)
BODY_PHRASES = phrase_pattern(
    r"""
    this message was created automatically by (?:the )?mail, user unknown, mailbox (?:is )?full,
    delivery to the following recipients? (?:has )?(?:failed|has been delayed),
    could not be delivered to, did not reach the following recipient, undeliverable,
    permanent(?:ly)? (?:fatal )?errors?, message (?:was not|has not been|could not be) delivered,
    \b5\d\d[ -]5\.\d\.\d
    """
)
FAILED_HEADERS = ("x-failed-recipients", "x-ms-exchange-message-is-ndr")
REPORT_PARTS = ("message/delivery-status", "message/global-delivery-status")
LOOKED_AT_CHARS = 4_000


def is_bounce(root, sender, subject, text):
    if _is_report(root) or any(root.header(name) for name in FAILED_HEADERS):
        return True
    has_subject = SUBJECTS.search(subject) is not None
    has_phrase = BODY_PHRASES.search(text[:LOOKED_AT_CHARS]) is not None
    is_nobody = not sender.address or _has_null_return_path(root)
    if _is_daemon(sender):
        return has_subject or has_phrase or is_nobody
    return has_subject and (is_nobody or has_phrase)


def _is_daemon(sender):
    address = sender.address.replace("\\", "").replace('"', "")
    return bool(DAEMONS.match(address) or DAEMON_NAMES.search(sender.name))


def _is_report(root):
    """A multipart/report of type delivery-status, or a delivery-status part on top."""
    if root.content_type == "multipart/report":
        return root.params.get("report-type", "").lower() in ("", "delivery-status")
    return any(part.content_type in REPORT_PARTS for part in (root, *root.children))


def _has_null_return_path(root):
    return any(
        decode_header(value).replace(" ", "").lower() in ("<>", "<mailer-daemon>")
        for value in root.all("return-path")
    )

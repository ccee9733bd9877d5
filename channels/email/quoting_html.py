"""How mail clients wrap the mail they answer, in HTML. Pure.

Sources: the HTML each client writes when replying (Gmail, Outlook desktop, web and mobile, Apple
Mail, Thunderbird, Yahoo, Proton, Zoho, Zimbra, NetEase, QQ Mail, Foxmail, Alimail, Lark).
"""

import re

from channels.email.quoting_words import FORWARDED_MESSAGE

QUOTE_CLASSES = frozenset(
    (
        "gmail_quote",
        "yahoo_quoted",
        "protonmail_quote",
        "tutanota_quote",
        "zmail_extra",
        "moz-cite-prefix",
        "history-quote-wrapper",
        "lark-mail-quote",
        "alimail-quote",
        "mailmasterquote",
        "ntes-mailmaster-quote",
        "xm-mail-quote",
        "front-blockquote",
        "freshdesk_quote",
        "zendesk_quote",
        "gorgias_quote",
        "helpscout_quote",
        "xm_mail_oringinal_describe",  # Tencent's own spelling
        "xm_mail_oringinal_content",
    )
)
QUOTE_IDS = frozenset(
    (
        "OLK_SRC_BODY_SECTION",
        "isReplyContent",
        "mail-editor-reference-message-container",
        "lark-mail-quote",
        "reply139content",
        "origbody",
    )
)
QUOTE_ID_PREFIXES = ("yahoo_quoted_", "yiv_quoted", "ntes-reply", "zmail-quote")
# Yahoo puts a number of its own before each name in a mail that it shows.
YAHOO_QUOTE = re.compile(r"^ydp\w{0,16}yahoo_quoted")
SIGNATURE_IDS = frozenset(
    ("ntes-pcmac-signature", "ntes-pcmail-signature", "ms-outlook-mobile-signature")
)
# Foxmail's short blue rule above the signature.
FOXMAIL_RULE = re.compile(r"width:\s*210px", re.IGNORECASE)
MARK_IDS = frozenset(
    ("divRplyFwdMsg", "x_divRplyFwdMsg", "appendonsend", "replySplit", "divtagdefaultreply")
)
OUTLOOK_BORDER = re.compile(
    r"border-top\s*:\s*(?:solid\s+#?[0-9a-z]+\s+1\.0pt|1(?:\.0)?p[tx]\s+solid\s+#(?:b5c4df|e1e1e1))",
    re.IGNORECASE,
)
# Spelled as colour first by Outlook, width first by browsers that rewrote the style.
FORWARD_HEAD = re.compile(rf"^\W*(?:{FORWARDED_MESSAGE})", re.IGNORECASE)


def container_kind(node, tag):
    """What the element is, or None.

    `quote` holds the answered mail, `mark` is where it starts; `signature` begins a signature.
    """
    attributes = node.attributes
    if tag == "blockquote":
        return None if _is_forward(node) else "quote"
    if not attributes:
        return None
    if _is_mark(attributes):
        return "mark"
    if _is_signature(tag, attributes):
        return "signature"
    if _is_quote(node, attributes) and not _is_forward(node):
        return "quote"
    return None


def _is_quote(node, attributes):
    classes = attributes.get("class")
    if classes and not QUOTE_CLASSES.isdisjoint(classes.lower().split()):
        return not _holds_blockquote(node)
    identity = attributes.get("id")
    if not identity:
        return False
    is_known = identity in QUOTE_IDS or identity.startswith(QUOTE_ID_PREFIXES)
    return is_known or YAHOO_QUOTE.match(identity) is not None


def _is_signature(tag, attributes):
    if tag == "hr":
        is_blue = (attributes.get("color") or "").lower() == "#b5c4df"
        return is_blue and FOXMAIL_RULE.search(attributes.get("style") or "") is not None
    return attributes.get("id") in SIGNATURE_IDS


def _holds_blockquote(node):
    """Then the blockquote is the quote, and answers may stand beside it."""
    child = node.child
    for _ in range(20):
        if child is None:
            return False
        if child.tag == "blockquote":
            return True
        child = child.next
    return False


def _is_mark(attributes):
    if attributes.get("id") in MARK_IDS:
        return True
    style = attributes.get("style")
    return bool(style) and "border" in style and OUTLOOK_BORDER.search(style) is not None


def _is_forward(node):
    """A forwarded mail is what the customer wants read, so it's never hidden."""
    return FORWARD_HEAD.match(_first_words(node)) is not None


def _first_words(node):
    """The first 80 or so characters inside, read lazily: nested quotes stay linear."""
    words, length = [], 0
    for count, inner in enumerate(node.traverse(include_text=True)):
        if inner.tag == "-text" and (text := (inner.text_content or "").strip()):
            words.append(text[:80])
            length += len(text)
        if length >= 80 or count >= 60:
            break
    return " ".join(words)

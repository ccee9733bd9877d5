"""HTML that somebody else wrote, such as a customer's mail, made fit for a page of the desk.

It is kept as it came, because it is the customer's word, and cleaned each time it is shown: what
counts as safe may change, and rows don't have to for it. Text, lists, tables and links stay. What
runs, styles, frames, asks for input or calls home goes; so does what could pass for the desk's own:
classes, ids, links without a host. Pictures show only when the mail carries them itself, in its
HTML or as a file named `cid:` and the file's SHA-256: one that is fetched from elsewhere tells its
sender who has read the mail, and when; those show when somebody asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

TEXT = {"p", "br", "hr", "div", "span", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
WORDS = {"a", "b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "code", "small", "q"}
LISTS = {"ul", "ol", "li", "dl", "dt", "dd"}
TABLES = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
CARRIED_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,", re.IGNORECASE)
NAMED_PICTURE = re.compile(r"cid:[0-9a-f]{64}")
PLACE_OF_PICTURE = re.compile(r' src="cid:([0-9a-f]{64})"')
REMOTE = re.compile(r"https?://", re.IGNORECASE)
# A quick look before the slow one: most mails fetch nothing.
REMOTE_PICTURE = re.compile(r"<img\b[^>]*https?:", re.IGNORECASE)
LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)


def shown(
    html: str, *, with_remote: bool = False, pictures: Mapping[str, str] | None = None
) -> SafeString:
    """Return what of `html` is shown; empty when that is nothing, so that the text is.

    `pictures` are the addresses of files that came with it, by their SHA-256.
    """
    cleaner = _CLEANER_WITH_REMOTE if with_remote else _CLEANER
    clean = PLACE_OF_PICTURE.sub(
        lambda found: _source(found[1], pictures or {}), cleaner.clean(html)
    )
    return mark_safe(clean.strip())  # nosec B308 B703


def _source(digest: str, pictures: Mapping[str, str]) -> str:
    return f' src="{escape(pictures[digest])}"' if digest in pictures else ""


def has_remote_pictures(html: str) -> bool:
    """Return whether asking for the pictures from elsewhere would show any."""
    return REMOTE_PICTURE.search(html) is not None and "http" in _remote_sources(html)


def _remote_sources(html: str) -> str:
    return " ".join(re.findall(r'<img[^>]*\ssrc="(http[^"]*)"', _CLEANER_WITH_REMOTE.clean(html)))


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src"):
        is_carried = CARRIED_PICTURE.match(value) or NAMED_PICTURE.fullmatch(value)
        return value if is_carried else None
    return _attribute_of_others(tag, name, value)


def _attribute_with_remote(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src") and REMOTE.match(value):
        return value
    return _attribute(tag, name, value)


def _attribute_of_others(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("a", "href"):
        return value if LINK.match(value) else None
    return value


def _cleaner(attributes: Callable[[str, str, str], str | None]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TEXT | WORDS | LISTS | TABLES | {"img"},
        clean_content_tags={"script", "style", "title", "template"},
        attributes=ATTRIBUTES,
        attribute_filter=attributes,
        url_schemes={"http", "https", "mailto", "tel", "data", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )


_CLEANER = _cleaner(_attribute)
_CLEANER_WITH_REMOTE = _cleaner(_attribute_with_remote)

"""HTML that somebody else wrote, such as a customer's mail, made fit for a page of the desk.

It is kept as it came, because it is the customer's word, and cleaned each time it is shown: what
counts as safe may change, and rows don't have to for it. Text, lists, tables and links stay. What
runs, styles, frames, asks for input or calls home goes; so does what could pass for the desk's own:
classes, ids, links without a host. Pictures show only when the mail carries them itself: one that
is fetched from elsewhere tells its sender who has read the mail, and when.
"""

from __future__ import annotations

import re

import nh3
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
LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)


def shown(html: str) -> SafeString:
    """Return what of `html` is shown; empty when that is nothing, so that the text is."""
    return mark_safe(_CLEANER.clean(html).strip())  # nosec B308 B703


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src"):
        return value if CARRIED_PICTURE.match(value) else None
    if (tag, name) == ("a", "href"):
        return value if LINK.match(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=TEXT | WORDS | LISTS | TABLES | {"img"},
    clean_content_tags={"script", "style", "title", "template"},
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto", "tel", "data"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)

"""A letter as a short text: what is said, what is promised, and the one link. Pure."""

from __future__ import annotations

from channels.email.rendering import Letter
from channels.notices import CHINESE

MORE = "…"


def short_text(letter: Letter, *, limit: int) -> str:
    """Return a letter in at most `limit` characters; the link is never cut.

    Facts that the words don't mention already are said after them, as long as there is room.
    """
    link = f"\n{letter.url}" if letter.url else ""
    room = max(0, limit - len(link))
    said = "\n".join(letter.paragraphs)
    colon = "：" if letter.language == CHINESE else ": "
    for name, value in letter.facts:
        line = f"\n{name}{colon}{value}"
        if value and value not in said and len(said) + len(line) <= room:
            said += line
    if len(said) > room:
        said = said[: max(0, room - len(MORE))].rstrip() + MORE
    return (said + link).strip()

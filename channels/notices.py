"""The words of notices. What administrators change lies in `NoticeTemplate`."""

STARTER_TEXTS: tuple[tuple[str, str, str, str], ...] = ()

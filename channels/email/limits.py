"""How much work one mail may cost, and the running account of what went over.

The limits bound time and memory for hostile input; a real customer's mail stays far below every one
of them. Whatever is left out is named in `ParsedMail.problems`, and the raw mail is kept elsewhere.
"""

MAX_MAIL_BYTES = 50 * 1024 * 1024
MAX_HEADER_BLOCK_BYTES = 2 * 1024 * 1024
MAX_HEADERS = 2_000
MAX_HEADER_BYTES = 256 * 1024
MAX_PARTS = 1_000
MAX_DEPTH = 40
MAX_ADDRESSES = 1_000
MAX_REFERENCES = 500
MAX_TEXT_CHARS = 5_000_000
MAX_HTML_CHARS = 2_000_000
MAX_HTML_DEPTH = 1_000
MAX_HTML_NODES = 200_000
MAX_REPLY_LINES = 20_000
MAX_FILENAME_CHARS = 180


class Problems:
    """Collects what went wrong with one mail, each kind once, in the order it was met.

    An entry reads `code: sentence for the operator`; code is lower-snake and stable.
    """

    def __init__(self):
        self._found = {}

    def add(self, code, detail):
        self._found.setdefault(code, detail)

    def __contains__(self, code):
        return code in self._found

    def as_tuple(self):
        return tuple(f"{code}: {detail}" for code, detail in self._found.items())

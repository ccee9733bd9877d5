"""HTML mail to plain lines, with quotes marked so that the reply splitter sees them. Pure.

Blockquotes and the clients' quote containers come out as "> " lines, a client's reply header as the
line REPLY_MARK. The walk is iterative and counts nodes, so hostile nesting costs nothing.
"""

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from channels.email import limits
from channels.email.phrases import words
from channels.email.quoting_html import container_kind
from channels.email.quoting_words import REPLY_MARK

BLOCKS = words("""
    address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2
    h3 h4 h5 h6 header html li main nav ol p pre section table tbody tfoot thead tr ul
""")
SKIPPED = words("head title script style noscript template meta link object embed iframe")
# Never closed, or closed by their next neighbour.
FLAT_TAGS = words("""
    br hr img input meta link col area base wbr source embed p li td th tr dd dt option o
""")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
ANY_TAG = re.compile(r"<[^<>]*>?")
BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
MANY_NEWLINES = re.compile(r"\n{3,}")


def html_to_text(html, problems=None):
    """(text, has_quote_container): the words line by line."""
    if len(html) > limits.MAX_HTML_CHARS:
        html = html[: limits.MAX_HTML_CHARS]
        if problems is not None:
            problems.add("html_too_long", f"text was made from the first {limits.MAX_HTML_CHARS}")
    if _is_too_deep(html):
        if problems is not None:
            problems.add("html_too_deep", "its tags were taken away without reading them")
        return unescape(ANY_TAG.sub(" ", html)).strip(), False
    writer = _Writer()
    root = LexborHTMLParser(html.replace(REPLY_MARK, "")).root
    if root is not None:
        _walk(root, writer, problems)
    return writer.text(), writer.has_container


def _is_too_deep(html):
    """The HTML parser needs quadratic time on deep nesting, so depth is counted before it."""
    if html.count("<") <= limits.MAX_HTML_DEPTH:
        return False
    depth = 0
    for match in TAG.finditer(html):
        if match[2].lower() not in FLAT_TAGS:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > limits.MAX_HTML_DEPTH:
                return True
    return False


def _walk(root, writer, problems):
    node, seen = root, 0
    while node is not None:
        seen += 1
        if seen > limits.MAX_HTML_NODES:
            if problems is not None:
                problems.add("html_too_complex", f"only {limits.MAX_HTML_NODES} nodes were read")
            return
        child = writer.open(node)
        if child is not None:
            node = child
            continue
        node = _following(node, root, writer)


def _following(node, root, writer):
    """The next node in document order after `node`'s subtree, closing what ends on the way."""
    while True:
        writer.close(node)
        if node.mem_id == root.mem_id:  # comparing nodes would compare their whole HTML
            return None
        if node.next is not None:
            return node.next
        node = node.parent
        if node is None:
            return None


class _Writer:
    """Turns a walk into lines; `quotes` remembers which open elements mark a quote."""

    def __init__(self):
        self.lines, self.line = [], []
        self.quotes, self.pre = [], 0
        self.has_container = False

    def open(self, node):
        """Write the node's start; its first child, or None when nothing inside is to be visited."""
        tag = node.tag
        if tag == "-text":
            self._words(node.text_content or "")
            return None
        if tag[:1] in "-!" or tag in SKIPPED:
            return None
        self._start(node, tag)
        return node.child

    def _start(self, node, tag):
        kind = container_kind(node, tag) if tag in CONTAINERS else None
        if tag in BLOCKS or kind:
            self._break()
        if kind == "quote":
            self.quotes.append(node.mem_id)
            self.has_container = True
        elif kind == "mark" and not self.quotes:
            self.lines.append(REPLY_MARK)
            self.has_container = True
        elif kind == "signature":
            self._push("--")
        if tag == "br":
            self._newline()
        elif tag == "hr" and kind != "signature":
            self._break()
            self._push("_" * 32)
        elif tag in ("p", "pre"):
            self.pre += tag == "pre"
            self._blank()
        elif tag in ("td", "th"):
            self.line.append(" ")
        elif tag == "li":
            self.line.append("- ")

    def close(self, node):
        tag = node.tag
        if tag in BLOCKS:
            self._break()
        if tag in ("p", "pre"):
            self.pre -= tag == "pre" and self.pre > 0
            self._blank()
        if self.quotes and node.mem_id == self.quotes[-1]:
            self._break()
            self.quotes.pop()

    def _words(self, text):
        if self.pre:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self.line.append(first)
            for line in rest:
                self._newline()
                self.line.append(line)
        elif text:
            self.line.append(BLANKS.sub(" ", text))

    def _newline(self):
        self._push("".join(self.line))
        self.line = []

    def _break(self):
        if self.line and (text := "".join(self.line)).strip():
            self._push(text)
        self.line = []

    def _blank(self):
        if self.lines and self.lines[-1].strip("> "):
            self._push("")

    def _push(self, text):
        text = BLANKS.sub(" ", text).strip() if not self.pre else text.rstrip()
        depth = len(self.quotes)
        self.lines.append((">" * depth + " " + text).rstrip() if depth else text)

    def text(self):
        self._break()
        return MANY_NEWLINES.sub("\n\n", "\n".join(self.lines)).strip()


CONTAINERS = frozenset(("div", "blockquote", "span", "section", "hr", "table", "td", "p", "a"))

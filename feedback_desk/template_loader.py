"""Templates whose unchanging runs are put together once a language.

A page of the desk is six hundred nodes, and most say the same to everybody: markup between tags,
`{% translate %}` of a fixed text, `{% static %}` of a fixed path, `{% icon %}` of a fixed name.
Neighbours of that kind become one node that remembers their text for each language. What isn't
listed here is rendered each time, so a template can't come to show another reader's page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from django.template import Node, NodeList, Template
from django.template.base import FilterExpression, TextNode, Variable
from django.template.context import Context
from django.template.defaulttags import CommentNode, LoadNode
from django.template.library import SimpleNode
from django.template.loader_tags import ExtendsNode
from django.template.loaders.base import Loader as BaseLoader
from django.template.loaders.cached import Loader as CachedLoader
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tickets.pieces import icon

# Simple tags that answer the same to the same arguments whoever asks; with fixed ones they fold.
PURE_TAGS = frozenset({icon})


class _Folding(BaseLoader):
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        _fold_all(template.nodelist)
        return template


class FoldingLoader(CachedLoader, _Folding):
    """Folds what it reads before it keeps it: no thread sees a template change under its hands."""


class Unchanging(Node):
    """Neighbours whose text depends on nothing but the language, remembered by language."""

    child_nodelists = ()

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = NodeList(nodes)
        self.texts: dict[str | None, SafeString] = {}

    def render_annotated(self, context: Context) -> SafeString:
        language = get_language()
        text = self.texts.get(language)
        if text is None:
            text = self.texts[language] = self.nodes.render(context)
        return text

    render = render_annotated


def _fold_all(nodes: NodeList) -> None:
    """Fold the list and every list within its nodes, in place: others hold on to them too."""
    for node in nodes:
        for inner in _lists_in(node):
            _fold_all(inner)
    if not any(isinstance(node, ExtendsNode) for node in nodes):
        nodes[:] = _folded(nodes)


def _lists_in(node: Node) -> Iterator[NodeList]:
    for name in node.child_nodelists:
        inner = getattr(node, name, None)
        if isinstance(inner, NodeList):
            yield inner
    for _condition, branch in getattr(node, "conditions_nodelists", ()):
        yield branch


def _folded(nodes: NodeList) -> Iterator[Node]:
    for is_unchanging, run in groupby(nodes, is_the_same_for_all):
        found = list(run)
        if is_unchanging and len(found) > 1:
            yield Unchanging(found)
        else:
            yield from found


def is_the_same_for_all(node: Node) -> bool:
    asked = _KINDS.get(type(node))
    return asked is not None and asked(node)


def _translates_fixed_text(node: TranslateNode) -> bool:
    return not node.asvar and _is_fixed(node.filter_expression) and _is_fixed(node.message_context)


def _asks_with_fixed_words(node: SimpleNode) -> bool:
    given = [*node.args, *node.kwargs.values()]
    return node.func in PURE_TAGS and node.target_var is None and all(map(_is_fixed, given))


def _is_fixed(asked: FilterExpression | None) -> bool:
    """Whether it is a literal, or absent; a filter may look at anything."""
    if asked is None:
        return True
    is_looked_up = isinstance(asked.var, Variable) and asked.var.lookups is not None
    return not is_looked_up and not asked.filters


_KINDS: dict[type[Node], Callable[[Any], bool]] = {
    TextNode: lambda node: True,
    CommentNode: lambda node: True,
    LoadNode: lambda node: True,
    TranslateNode: _translates_fixed_text,
    StaticNode: lambda node: node.varname is None and _is_fixed(node.path),
    SimpleNode: _asks_with_fixed_words,
}

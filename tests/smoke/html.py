"""Pages as a tree, and their forms as somebody fills them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    @property
    def text(self) -> str:
        """All words inside, with single spaces."""
        return " ".join(" ".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in ("script", "style"):
                yield from child._words()

    def all(self, tag: str, **wanted: str) -> Iterator[Element]:
        """Elements inside in their order; `data_tile="open"` asks for data-tile="open"."""
        for child in self.children:
            if isinstance(child, str):
                continue
            if child.tag == tag and child._has(wanted):
                yield child
            yield from child.all(tag, **wanted)

    def first(self, tag: str, **wanted: str) -> Element | None:
        return next(self.all(tag, **wanted), None)

    def _has(self, wanted: dict[str, str]) -> bool:
        return all(
            self[name.strip("_").replace("_", "-")] == value for name, value in wanted.items()
        )


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("#page")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        names = [element.tag for element in self.open]
        if tag in names[1:]:
            del self.open[len(names) - names[::-1].index(tag) - 1 :]

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


class FormChanged(Exception):
    """A form hasn't the field or button that the walk wants; the message lists what it has."""


class Form:
    """A form with what a browser would send; fill it by the names of its fields."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.action = element["action"]
        self.method = element["method"].lower() or "get"
        self.is_multipart = element["enctype"] == "multipart/form-data"
        self.values: dict[str, list[str]] = {}
        self.options: dict[str, list[str]] = {}
        self.names: set[str] = set()
        for control in _controls(element):
            self._add(control)

    def _add(self, control: Element) -> None:
        name = control["name"]
        if not name or "disabled" in control:
            return
        self.names.add(name)
        self.options.setdefault(name, []).extend(_offers(control))
        self.values.setdefault(name, []).extend(_sent(control))

    def fill(self, **values: str | bool | list[str]) -> Form:
        """Set fields; True ticks a box with its own value, False clears the field."""
        for name, value in values.items():
            self[name] = value
        return self

    def __setitem__(self, name: str, value: str | bool | list[str]) -> None:
        if name not in self.names:
            raise FormChanged(f"The form has no field {name!r}, only {sorted(self.names)}.")
        if isinstance(value, bool):
            value = self.options[name][:1] if value else []
        self.values[name] = value if isinstance(value, list) else [value]

    def __getitem__(self, name: str) -> str:
        return next(iter(self.values.get(name, [])), "")

    def press(self, name: str, value: str = "") -> Form:
        """Send it with a button of that name (and value)."""
        for button in self.element.all("button", name=name):
            if not value or button["value"] == value:
                self.values[name] = [button["value"]]
                return self
        for button in self.element.all("input", type="submit", name=name):
            self.values[name] = [button["value"]]
            return self
        raise FormChanged(f"The form has no button {name!r} with the value {value!r}.")

    def pairs(self) -> list[tuple[str, str]]:
        return [(name, value) for name, values in self.values.items() for value in values]


def _controls(form: Element) -> Iterator[Element]:
    for child in form.children:
        if isinstance(child, str):
            continue
        if child.tag in ("input", "select", "textarea"):
            yield child
        yield from _controls(child)


def _offers(control: Element) -> list[str]:
    if control.tag == "select":
        return [option["value"] for option in control.all("option")]
    return [control["value"] or "on"] if control["type"] in ("radio", "checkbox") else []


def _sent(control: Element) -> list[str]:
    """The values this control sends as the page came."""
    if control.tag == "textarea":
        return ["".join(c for c in control.children if isinstance(c, str)).removeprefix("\n")]
    if control.tag == "select":
        return _chosen(control)
    if control["type"] in ("submit", "button", "reset", "image", "file"):
        return []
    if control["type"] in ("radio", "checkbox"):
        return [control["value"] or "on"] if "checked" in control else []
    return [control["value"]]


def _chosen(select: Element) -> list[str]:
    options = list(select.all("option"))
    chosen = [option["value"] for option in options if "selected" in option]
    if chosen or "multiple" in select:
        return chosen
    return [options[0]["value"]] if options else []

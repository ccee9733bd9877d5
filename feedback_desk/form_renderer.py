"""Controls of forms without templates: an answer form has eight, each four templates deep.

The composer's controls took a tenth of a ticket page. What most controls are (an input, a text
area, a plain select) is put together here, to the letter as Django's templates would; any other
control is left to them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

type Context = dict[str, Any]

INPUTS = (
    "text",
    "hidden",
    "datetime",
    "date",
    "time",
    "number",
    "email",
    "password",
    "url",
    "file",
)


class LeanRenderer(DjangoTemplates):
    def render(self, template_name: str, context: Context, request: Any = None) -> Any:
        put_together = _BY_TEMPLATE.get(template_name)
        if put_together is not None:
            return put_together(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: Context) -> SafeString:
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else format_html(' value="{}"', str(value)),
        _attributes(widget),
    )


def _text_area(widget: Context) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>',
        widget["name"],
        _attributes(widget),
        conditional_escape(widget["value"]) if widget["value"] else "",
    )


def _select(widget: Context) -> SafeString:
    groups = (_group(name, options) for name, options, _index in widget["optgroups"])
    return format_html(
        '<select name="{}"{}>{}\n</select>',
        widget["name"],
        _attributes(widget),
        format_html_join("", "{}", ((group,) for group in groups)),
    )


def _group(name: Any, options: list[Context]) -> SafeString:
    shown = format_html_join(
        "",
        '\n  <option value="{}"{}>{}</option>',
        ((str(each["value"]), _attributes(each), each["label"]) for each in options),
    )
    if not name:
        return shown
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, shown)


def _attributes(widget: Context) -> SafeString:
    """`True` is the name alone, `False` is left out."""
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html(" {}", name)
                if value is True
                else format_html(' {}="{}"', name, str(value)),
            )
            for name, value in widget["attrs"].items()
            if value is not False
        ),
    )


_BY_TEMPLATE: dict[str, Callable[[Context], SafeString]] = {
    f"django/forms/widgets/{name}.html": _input for name in INPUTS
} | {
    "django/forms/widgets/textarea.html": _text_area,
    "django/forms/widgets/select.html": _select,
}

"""Forms as an administrator would have built and published them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from channels.web import form_book, given_answers, publishing
from channels.web.form_spec import FieldSpec, FormSpec, Option
from channels.web.models import Form, FormVersion
from tests.customer import FIELDS, browser, fresh_nonce, words
from tickets.models import Ticket

HURT = FieldSpec(code="hurt", kind="hurt")
TEXT = FieldSpec(code="text", kind="text")
SCENE = FieldSpec(
    code="scene",
    kind="choice",
    label_en="Where was it?",
    label_zh="在哪里？",
    is_required=True,
    options=(Option("shop", "In the shop", "在门店"), Option("home", "At home", "在家里")),
)


def field(code: str, kind: str, **more: Any) -> FieldSpec:
    """An own field with labels made of its code."""
    labels = {"label_en": f"English {code}", "label_zh": f"中文 {code}"}
    return FieldSpec(code=code, kind=kind, **(labels | more))


def draft(slug: str, *own: FieldSpec, **more: Any) -> FormVersion:
    """A form with a draft that asks what every form asks, and `own`."""
    names = {"name_en": slug.title(), "name_zh": f"{slug}表单"}
    form, _is_new = Form.objects.get_or_create(slug=slug, defaults=names | more)
    return publishing.write_version(form, FormSpec(slug=slug, fields=(HURT, TEXT, *own)))


def published(slug: str, *own: FieldSpec, **more: Any) -> FormSpec:
    """The form in force at an address; called again, its next version."""
    version = publishing.publish(draft(slug, *own, **more), at=timezone.now())
    return form_book.version(version.pk)


# --- Filled in ------------------------------------------------------------------------------


def send(client: Client, spec: FormSpec, path: str = "", **changes: Any) -> Any:
    """Send both screens of a form at once, as its pages would."""
    path = path or f"/c/{spec.slug}/"
    page = {"nonce": fresh_nonce(client), "version": str(spec.version_id)}
    return client.post(path, FIELDS | page | changes)


def sent(spec: FormSpec, **changes: Any) -> Ticket:
    answer = send(browser(), spec, **changes)
    assert answer.status_code == 302, words(answer)
    return Ticket.objects.latest("id")


def answers_of(case: Ticket) -> dict[str, str]:
    return {name: value for panel in given_answers.panels(case) for name, value in panel.pairs}

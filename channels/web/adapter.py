"""Reads back what the public pages stored."""

from django.conf import settings

from channels import troubles
from channels.contract import NotNow, Reading, Sender, Unreadable
from channels.links import new_link
from channels.models import Submission
from channels.web import form_book
from channels.web.parsing import COMPLAINT, REPLY, FormWords, moment_on
from tickets.actions.opening import Matter
from tickets.models import Category, Product, Store


class WebAdapter:
    """The public form and the status page."""

    kind = "web"

    def read(self, submission: Submission) -> Reading:
        """Understand a stored form. Raises Unreadable, NotNow."""
        try:
            words = FormWords.from_raw(submission.raw)
        except (KeyError, TypeError) as error:
            raise Unreadable(troubles.NOT_AS_KEPT.said(why=repr(error))) from error
        if words.type == REPLY:
            return _reply(submission, words)
        if words.type == COMPLAINT:
            return _complaint(submission, words)
        raise Unreadable(troubles.NOT_AS_KEPT.said(why=f"type {words.type!r}"))

    def opened(self, submission: Submission) -> None:
        """Make the link that the page after sending shows."""
        assert submission.ticket is not None
        new_link(submission.ticket, contact=None, at=submission.recorded_at)


def _complaint(submission: Submission, words: FormWords) -> Reading:
    return Reading(
        matter=_matter(submission, words),
        sender=_sender(words),
        adds_to=_ticket_of(words.adds_to) if words.adds_to else None,
        affected=_affected(words),
    )


def _matter(submission: Submission, words: FormWords) -> Matter:
    form = form_book.version(words.form)
    category = words.value("category") or form.mapped("category", words.answers)
    product = words.value("product") or form.mapped("product", words.answers)
    return Matter(
        text=words.text,
        channel=submission.channel.code,
        received_at=submission.received_at,
        category_id=_id_of(Category, category) or form.category_id,
        product_id=_id_of(Product, product) or form.product_id,
        team_id=form.team_id,
        store_id=_id_of(Store, words.store),
        occurred_at=moment_on(
            words.value("occurred_on"),
            zone=settings.TIME_ZONE,
            received_at=submission.received_at,
        ),
        desired_outcome=words.value("desired_outcome"),
        hurt_or_danger=words.value("hurt") == "yes",
        property_loss=words.is_ticked("property_loss") or None,
        affected_relation=words.value("affected_relation"),
        language=words.language,
        provider_id=submission.provider_id,
        files=submission.named_files,
    )


def _id_of(model: type[Category] | type[Product] | type[Store], code: str) -> int | None:
    """A row that was removed since the form was sent counts as not said."""
    if not code:
        return None
    return model.objects.filter(code=code).values_list("pk", flat=True).first()


def _sender(words: FormWords) -> Sender:
    if words.is_ticked("anonymous"):
        return Sender(language=words.language)
    return Sender(
        name=words.value("name"),
        language=words.language,
        email=words.value("email"),
        phone=words.value("phone"),
    )


def _affected(words: FormWords) -> Sender | None:
    name = words.value("affected_name")
    return Sender(name=name, language=words.language) if name else None


def _ticket_of(submission_id: str) -> int:
    first = Submission.objects.get(pk=submission_id)
    if first.ticket_id is None:
        raise NotNow(troubles.NOT_OPENED.english)
    return first.ticket_id


def _reply(submission: Submission, words: FormWords) -> Reading:
    return Reading(
        matter=Matter(
            text=words.text,
            channel=submission.channel.code,
            received_at=submission.received_at,
            provider_id=submission.provider_id,
            files=submission.named_files,
        ),
        sender=Sender(language=words.language),
        adds_to=words.ticket,
    )

"""What happened, append-only: audit trail, source of facts and timeline, all three."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.actors import KINDS


class TicketEvent(models.Model):
    """One change of one ticket, chained by hash to the one before on that ticket.

    `data` holds ids, codes, numbers and salted digests, never free text or personal data. Row
    triggers refuse UPDATE and DELETE. Written only by `tickets.events.record`.
    """

    ticket = models.ForeignKey(
        "tickets.Ticket",
        models.PROTECT,
        related_name="events",
        db_index=False,  # `event_seq_once` begins with it
        verbose_name=_("ticket"),
    )
    seq = models.PositiveIntegerField(_("place in the trail"))
    code = models.CharField(_("what"), max_length=40)
    actor_kind = models.CharField(
        _("kind of actor"), max_length=10, choices=[(kind, kind) for kind in KINDS]
    )
    actor_id = models.BigIntegerField(_("id of the actor"), null=True)
    actor_name = models.CharField(_("who"), max_length=120, blank=True)
    at = models.DateTimeField(_("when"))
    data = models.JSONField(_("details"), default=dict)
    previous_hash = models.CharField(_("seal before"), max_length=64, blank=True)
    hash = models.CharField(_("seal"), max_length=64)

    class Meta:
        verbose_name = _("ticket event")
        verbose_name_plural = _("ticket events")
        ordering = ["ticket_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["ticket", "seq"], name="event_seq_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.seq} {self.code}"


class ConfigurationEvent(models.Model):
    """One change of the desk's configuration: what it was, what it is, who changed it."""

    code = models.CharField(_("what"), max_length=40)
    model = models.CharField(_("table"), max_length=60)
    object_id = models.CharField(_("row"), max_length=60)
    label = models.CharField(_("name"), max_length=200, blank=True)
    actor_kind = models.CharField(
        _("kind of actor"), max_length=10, choices=[(kind, kind) for kind in KINDS]
    )
    actor_id = models.BigIntegerField(_("id of the actor"), null=True)
    actor_name = models.CharField(_("who"), max_length=120, blank=True)
    at = models.DateTimeField(_("when"))
    data = models.JSONField(_("old and new"), default=dict)
    previous_hash = models.CharField(_("seal before"), max_length=64, blank=True)
    hash = models.CharField(_("seal"), max_length=64)

    class Meta:
        verbose_name = _("configuration event")
        verbose_name_plural = _("configuration events")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.label or f"{self.model} {self.object_id}"

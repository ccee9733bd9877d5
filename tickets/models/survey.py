"""Asking whether it is really solved. SURVEYS.md is the definition."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SurveyVersion(models.Model):
    """A frozen set of questions; each answer keeps the version it was asked with."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    intro_en = models.TextField(_("introduction in English"), blank=True)
    intro_zh = models.TextField(_("introduction in Chinese"), blank=True)
    # [{"code": "late", "en": "Took too long", "zh": "处理太慢"}], offered at 3 points or fewer.
    reason_chips = models.JSONField(_("reasons to choose from"), default=list, blank=True)
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("survey questions")
        verbose_name_plural = _("survey questions")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"v{self.number}"


class Survey(models.Model):
    """One question to one customer about one round of one ticket."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        SENT = "sent", _("sent")
        ANSWERED = "answered", _("answered")
        EXPIRED = "expired", _("expired")
        SUPERSEDED = "superseded", _("superseded by a reopen")
        SKIPPED = "skipped", _("not sent")

    OPEN = ("scheduled", "sent")

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="surveys")
    round = models.PositiveSmallIntegerField()
    customer = models.ForeignKey("tickets.Customer", models.PROTECT, related_name="surveys")
    version = models.ForeignKey(SurveyVersion, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.SCHEDULED)
    skip_reason = models.CharField(max_length=30, blank=True)
    mode = models.CharField(max_length=10, default="web")
    language = models.CharField(max_length=10)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    # When the desk next acts: send, remind, expire.
    next_at = models.DateTimeField(null=True, blank=True)
    scheduled_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "round"], name="one_survey_a_round"),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=Q(state__in=("scheduled", "sent")),
                name="survey_next",
            ),
        ]

    def __str__(self) -> str:
        return f"survey of {self.ticket_id} round {self.round}"


class SurveyAnswer(models.Model):
    """What the customer said; revised within the hour by the same link, each revision kept."""

    class Solved(models.TextChoices):
        YES = "yes", _("solved")
        PARTLY = "partly", _("partly")
        NO = "no", _("not solved")

    survey = models.OneToOneField(
        Survey, models.PROTECT, related_name="answer", verbose_name=_("survey")
    )
    solved = models.CharField(_("is it solved?"), max_length=8, choices=Solved, blank=True)
    score = models.PositiveSmallIntegerField(_("satisfaction"))
    reasons = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, verbose_name=_("reasons")
    )
    text = models.TextField(_("in words"), blank=True)
    wants_contact = models.BooleanField(_("wants to be contacted"), default=False)
    just_telling = models.BooleanField(_("only wants us to know"), default=False)
    mode = models.CharField(_("how it came"), max_length=10, default="web")
    answered_at = models.DateTimeField(_("answered"))
    effect = models.CharField(_("what it led to"), max_length=20)

    class Meta:
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="score_1_to_5"),
        ]
        indexes = [models.Index(fields=["answered_at"], name="answer_at")]

    def __str__(self) -> str:
        return f"{self.score} for survey {self.survey_id}"


class SurveyRevision(models.Model):
    """An answer as it stood before it was revised."""

    answer = models.ForeignKey(SurveyAnswer, models.PROTECT, related_name="revisions")
    solved = models.CharField(max_length=8, blank=True)
    score = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    replaced_at = models.DateTimeField()

    class Meta:
        verbose_name = _("earlier answer")
        verbose_name_plural = _("earlier answers")

    def __str__(self) -> str:
        return f"{self.score} before {self.replaced_at:%F %T}"

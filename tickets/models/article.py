"""Knowledge: what is known to help, for agents and for the public help pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Article(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    slug = models.SlugField(_("address"), max_length=80)
    language = models.CharField(_("language"), max_length=10)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    category = models.ForeignKey(
        "tickets.Category", models.PROTECT, null=True, blank=True, verbose_name=_("category")
    )
    is_public = models.BooleanField(_("public"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.UniqueConstraint(fields=["slug", "language"], name="article_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

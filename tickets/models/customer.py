"""The people who complain. They are never users of the desk."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.search_documents import index_on


class Customer(models.Model):
    """One person or company across channels."""

    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    customer_tier = models.CharField(_("customer tier"), max_length=30, blank=True)
    do_not_survey = models.BooleanField(_("never ask for a rating"), default=False)
    preferred_channel = models.CharField(_("preferred channel"), max_length=30, blank=True)
    access_needs = models.CharField(_("access needs"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("known since"))
    # The record this one was found to be the same person as; never one that is merged itself.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        db_index=False,
        verbose_name=_("the same person as"),
    )

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            index_on("name", "customer_words"),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="customer_merged_into",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or _('Unknown')} #{self.pk}"

    @property
    def person_id(self) -> int:
        """The key of the record that stands for the person: this one's, or the one it went into."""
        return self.merged_into_id or self.pk


class ContactPoint(models.Model):
    """An address, number or account a customer is reached by.

    Only a verified one identifies a person; a typed one may belong to anybody, so many customers
    may carry the same unverified value.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        ACCOUNT = "account", _("account at a provider")

    # `contact_once_a_customer` begins with it.
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    provider = models.CharField(_("provider"), max_length=30, blank=True)
    value = models.CharField(_("as given"), max_length=254)
    normalised = models.CharField(max_length=254, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("bounced"), null=True, blank=True)
    created_at = models.DateTimeField(_("first seen"))

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "provider", "normalised"],
                condition=Q(verified_at__isnull=False),
                name="verified_contact_is_one_person",
            ),
            models.UniqueConstraint(
                fields=["customer", "kind", "provider", "normalised"],
                name="contact_once_a_customer",
            ),
        ]
        indexes = [models.Index(fields=["kind", "normalised"], name="contact_lookup")]

    def __str__(self) -> str:
        return f"{self.kind} of #{self.customer_id}"


class CustomerMerge(models.Model):
    """Two records that a colleague found to be one person, and whether that was taken back.

    `into` is what was chosen then; it may have gone into another record since. The merges that
    hold make a tree, from which a branch can be taken out again with all that hangs on it.
    """

    source = models.ForeignKey(Customer, models.PROTECT, related_name="merges")
    into = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    by = models.ForeignKey("tickets.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("merged"))
    undone_by = models.ForeignKey(
        "tickets.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge of people")
        verbose_name_plural = _("merges of people")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(undone_at__isnull=True),
                name="customer_is_in_one_merge",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.source_id} into #{self.into_id}"


class CustomersApart(models.Model):
    """Two records that a colleague found to be two people, whatever they share.

    `one` is the older record.
    """

    one = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    other = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    by = models.ForeignKey("tickets.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("found"))

    class Meta:
        verbose_name = _("two people")
        verbose_name_plural = _("people kept apart")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="customers_apart_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"#{self.one_id} is not #{self.other_id}"

"""What a program may send, and what it gets back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from channels.models import Submission
from tickets.models import Category, Product

MAX_TEXT = 100_000


class AccountSerializer(serializers.Serializer):
    provider = serializers.SlugField(max_length=30)
    id = serializers.CharField(max_length=254)


class SubmissionSerializer(serializers.Serializer):
    """Something a customer said. Only `text` has to be there."""

    external_id = serializers.CharField(
        max_length=200,
        required=False,
        help_text=_("Your id of it: the same one twice is one ticket. Or send Idempotency-Key."),
    )
    text = serializers.CharField(max_length=MAX_TEXT, trim_whitespace=False)
    subject = serializers.CharField(max_length=200, required=False, allow_blank=True)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    account = AccountSerializer(required=False)
    language = serializers.ChoiceField(choices=["en", "zh-hans"], required=False)
    category = serializers.SlugField(required=False, help_text=_("The code of a category."))
    product = serializers.SlugField(required=False, help_text=_("The code of a product."))
    occurred_at = serializers.DateTimeField(required=False)
    received_at = serializers.DateTimeField(required=False)
    desired_outcome = serializers.CharField(max_length=500, required=False, allow_blank=True)
    hurt_or_danger = serializers.BooleanField(required=False)
    property_loss = serializers.BooleanField(required=False)
    rating = serializers.IntegerField(min_value=1, max_value=5, required=False)

    def validate_text(self, value: str) -> str:
        if not value.strip():
            raise serializers.ValidationError(_("Nothing was written yet."))
        return value

    def validate_category(self, code: str) -> str:
        if not Category.objects.usable_on(timezone.localdate()).filter(code=code).exists():
            raise serializers.ValidationError(_("No category in use has this code."))
        return code

    def validate_product(self, code: str) -> str:
        if not Product.objects.filter(code=code, is_active=True).exists():
            raise serializers.ValidationError(_("No product in use has this code."))
        return code

    def validate_occurred_at(self, moment: datetime) -> datetime:
        return _not_to_come(moment)

    def validate_received_at(self, moment: datetime) -> datetime:
        return _not_to_come(moment)


def _not_to_come(moment: datetime) -> datetime:
    if moment > timezone.now():
        raise serializers.ValidationError(_("This moment is still to come."))
    return moment


class ReceiptSerializer(serializers.ModelSerializer[Submission]):
    """What became of it. `number` is null until its ticket is open, mostly at once."""

    number = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = ["id", "state", "number", "status", "received_at", "recorded_at"]

    def get_number(self, submission: Submission) -> str | None:
        return submission.ticket.number if submission.ticket else None

    def get_status(self, submission: Submission) -> str | None:
        return submission.ticket.status if submission.ticket else None


class ProblemSerializer(serializers.Serializer):
    """A refusal: what happened and what to do next (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    errors = serializers.DictField(  # type: ignore[assignment]
        required=False, help_text=_("Refused fields, by name.")
    )


def as_raw(values: dict[str, Any]) -> dict[str, Any]:
    """Return validated values as JSON can keep them."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }

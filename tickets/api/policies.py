"""SLA policies over the API: their conditions, and versions that are drafted and published."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api.calendars import WITH_HOURS
from tickets.api.configuring import ConfiguringView, now
from tickets.models import (
    Category,
    LadderStep,
    Metric,
    OnCallWebhook,
    SlaPolicy,
    SlaPolicyVersion,
    SlaTarget,
    Team,
    Tier,
)
from tickets.sla import publishing

CONDITIONS = (
    "kinds",
    "categories",
    "tiers",
    "channels",
    "teams",
    "customer_tiers",
    "languages",
)
REFUSED = OpenApiResponse(description="Refused; `errors` names each field and the fix.")
INCOMPLETE = OpenApiResponse(description="The matrix has empty cells; `detail` names them.")


class TargetSerializer(serializers.ModelSerializer):
    """One promise. `amount` is seconds for `duration`, else days; `none` needs neither."""

    tier = serializers.PrimaryKeyRelatedField(queryset=Tier.objects.all())
    metric = serializers.ChoiceField(choices=Metric.choices)
    amount = serializers.IntegerField(
        default=0,
        min_value=0,
        max_value=2**31 - 1,
        error_messages={"min_value": gettext_lazy("Write an amount above zero.")},
    )
    calendar = serializers.SlugRelatedField(
        "code", queryset=WITH_HOURS, required=False, allow_null=True
    )

    class Meta:
        model = SlaTarget
        fields = ("tier", "metric", "kind", "amount", "calendar")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["kind"] == SlaTarget.Kind.NONE:
            return given
        refused = {}
        if not given["amount"]:
            refused["amount"] = [_("Write an amount above zero, or choose “no promise”.")]
        if not given.get("calendar"):
            refused["calendar"] = [_("Choose the calendar that the time is counted on.")]
        if refused:
            raise serializers.ValidationError(refused)
        return given


class RungSerializer(serializers.ModelSerializer):
    percent = serializers.IntegerField(min_value=1, max_value=1000)
    tell = serializers.ListField(
        child=serializers.ChoiceField(choices=LadderStep.Tell.choices), default=list
    )
    tell_team = serializers.SlugRelatedField(
        "code", queryset=Team.objects.all(), required=False, allow_null=True
    )
    tell_webhook = serializers.PrimaryKeyRelatedField(
        queryset=OnCallWebhook.objects.all(), required=False, allow_null=True
    )
    repeat_seconds = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    tiers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=4), default=list
    )

    class Meta:
        model = LadderStep
        fields = LadderStep.WRITTEN


class PolicyVersionSerializer(serializers.ModelSerializer):
    """A version. Targets or ladder, where sent, replace those of the draft; the rest stays."""

    targets = TargetSerializer(many=True, required=False)
    ladder = RungSerializer(many=True, required=False)
    publish = serializers.BooleanField(write_only=True, default=False)
    reopen_budget_seconds = serializers.IntegerField(min_value=1, required=False, allow_null=True)

    class Meta:
        model = SlaPolicyVersion
        fields = (
            "number",
            "published_at",
            "pauses_on_hold",
            "reopen_budget_seconds",
            "note",
            "targets",
            "ladder",
            "publish",
        )
        read_only_fields = ("number", "published_at")

    def validate_targets(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        _once(rows, ("tier", "metric"), _("Each tier has one target for a metric."))
        return rows

    def validate_ladder(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        _once(rows, ("percent",), _("Each share of the time is one rung."))
        return rows


class SlaPolicySerializer(serializers.ModelSerializer):
    """A policy: tried in the order of `position`; an empty condition means any."""

    kinds = serializers.ListField(child=serializers.CharField(max_length=12), required=False)
    tiers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=4), required=False
    )
    channels = serializers.ListField(child=serializers.CharField(max_length=30), required=False)
    customer_tiers = serializers.ListField(
        child=serializers.CharField(max_length=30), required=False
    )
    languages = serializers.ListField(child=serializers.CharField(max_length=10), required=False)
    categories = serializers.SlugRelatedField(
        "code", many=True, queryset=Category.objects.all(), required=False
    )
    teams = serializers.SlugRelatedField(
        "code", many=True, queryset=Team.objects.all(), required=False
    )

    class Meta:
        model = SlaPolicy
        fields = ("code", "name_en", "name_zh", "position", "is_active", *CONDITIONS)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """The last policy that matches everything stays one."""
        if isinstance(self.instance, SlaPolicy):
            will_be = self.to_representation(self.instance) | given
            stays = will_be["is_active"] and not any(will_be[name] for name in CONDITIONS)
            publishing.keep_a_catch_all(self.instance.pk, stays_one=stays)
        return given


class PoliciesView(ConfiguringView):
    @extend_schema(operation_id="policies", responses=SlaPolicySerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(SlaPolicySerializer(SlaPolicy.objects.all(), many=True).data)

    @extend_schema(
        operation_id="make_policy",
        summary="Make a policy; it promises nothing until a version of it is published",
        request=SlaPolicySerializer,
        responses={201: SlaPolicySerializer, 400: REFUSED},
    )
    @transaction.atomic
    def post(self, request: Request) -> Response:
        form = SlaPolicySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        policy = form.save()
        self.record("config.added", policy, now(), **form.data)
        return Response(form.data, status.HTTP_201_CREATED)


class PolicyView(ConfiguringView):
    @extend_schema(operation_id="policy", responses=SlaPolicySerializer)
    def get(self, request: Request, code: str) -> Response:
        return Response(SlaPolicySerializer(get_object_or_404(SlaPolicy, code=code)).data)

    @extend_schema(
        operation_id="change_policy",
        summary="Change order or conditions of a policy",
        request=SlaPolicySerializer,
        responses={200: SlaPolicySerializer, 400: REFUSED, 422: REFUSED},
    )
    @transaction.atomic
    def patch(self, request: Request, code: str) -> Response:
        policy = get_object_or_404(SlaPolicy.objects.select_for_update(), code=code)
        form = SlaPolicySerializer(policy, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        form.save()
        self.record("config.changed", policy, now(), **form.data)
        return Response(form.data)


class PolicyVersionsView(ConfiguringView):
    @extend_schema(operation_id="policy_versions", responses=PolicyVersionSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        versions = get_object_or_404(SlaPolicy, code=code).versions.order_by("-number")
        rows = versions.prefetch_related("targets__calendar", "ladder__tell_team")
        return Response(PolicyVersionSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="draft_policy_version",
        summary="Write the draft of a policy, and publish it with `publish`",
        request=PolicyVersionSerializer,
        responses={201: PolicyVersionSerializer, 400: REFUSED, 422: INCOMPLETE},
    )
    @transaction.atomic
    def post(self, request: Request, code: str) -> Response:
        """Refused, nothing of it is kept: drafting and publishing are one transaction."""
        policy = get_object_or_404(SlaPolicy.objects.select_for_update(), code=code)
        form = PolicyVersionSerializer(data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        at, given = now(), dict(form.validated_data)
        publish = given.pop("publish", False)
        draft = _written(publishing.draft_from(policy), given)
        self.record("config.drafted", draft, at, number=draft.number)
        if publish:
            publishing.publish(draft, at=at)
            self.record("config.published", draft, at, number=draft.number)
        return Response(PolicyVersionSerializer(draft).data, status.HTTP_201_CREATED)


def _written(draft: SlaPolicyVersion, given: dict[str, Any]) -> SlaPolicyVersion:
    """The draft with what was sent; rows that were sent replace all of their kind."""
    targets, ladder = given.pop("targets", None), given.pop("ladder", None)
    for name, value in given.items():
        setattr(draft, name, value)
    draft.save()
    if targets is not None:
        draft.targets.all().delete()
        SlaTarget.objects.bulk_create(SlaTarget(version=draft, **row) for row in targets)
    if ladder is not None:
        draft.ladder.all().delete()
        LadderStep.objects.bulk_create(LadderStep(version=draft, **row) for row in ladder)
    return draft


def _once(rows: list[dict[str, Any]], names: tuple[str, ...], words: str) -> None:
    keys = [tuple(row[name] for name in names) for row in rows]
    if len(set(keys)) != len(keys):
        raise serializers.ValidationError(words)

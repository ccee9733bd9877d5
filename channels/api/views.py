"""The intake API: one POST a matter, safe to send again."""

from __future__ import annotations

from typing import Any, NoReturn

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotAuthenticated, NotFound, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels import intake
from channels.api.forms import ProblemSerializer, ReceiptSerializer, SubmissionSerializer, as_raw
from channels.api.keys import ChannelKeyAuthentication, HasChannelKey
from channels.models import Channel, Submission
from channels.ratelimit import client_digest, seconds_to_wait
from tickets.errors import Conflict, Incomplete

DEFAULT_RATE = "600/m"
MAX_KEY = 200

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Names this request. Sent again with the same body it gives the same answer.",
)


def refused(words: str) -> OpenApiResponse:
    return OpenApiResponse(ProblemSerializer, words)


PROBLEM = "application/problem+json"
NO_KEY = {(401, PROBLEM): refused("No key, or not the key of an active channel.")}
TOO_MANY = {(429, PROBLEM): refused("Too many requests; Retry-After says how long to wait.")}


def channel_of(request: Request) -> Channel:
    """Return the channel whose key came with a request that was let in."""
    assert isinstance(request.auth, Channel)
    return request.auth


class ChannelView(APIView):
    """Base of what needs the key of a channel; counts how often it is used."""

    authentication_classes = [ChannelKeyAuthentication]
    permission_classes = [HasChannelKey]

    def permission_denied(
        self, request: Request, message: str | None = None, code: str | None = None
    ) -> NoReturn:
        """Nothing but a missing key is refused here; say how to send it."""
        raise NotAuthenticated(HasChannelKey.message)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        channel = channel_of(request)
        wait = seconds_to_wait("api", channel.code, channel.settings.get("rate", DEFAULT_RATE))
        if wait:
            raise Throttled(wait=wait)


class SubmissionsView(ChannelView):
    @extend_schema(
        operation_id="submit",
        summary="Hand in what a customer said",
        description=(
            "Becomes one ticket, however often it is sent: name it by `external_id` or by the "
            "header `Idempotency-Key`. The same name with the same body gives the same answer, "
            "with another body 409. Every refusal is a problem detail (RFC 9457)."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request=SubmissionSerializer,
        responses={
            201: ReceiptSerializer,
            202: OpenApiResponse(ReceiptSerializer, "Stored; its ticket opens in a moment."),
            (400, PROBLEM): refused("A field is wrong; `errors` names it."),
            (409, PROBLEM): refused("This id was used with another body."),
            (422, PROBLEM): refused("Neither external_id nor Idempotency-Key was sent."),
            **NO_KEY,
            **TOO_MANY,
        },
    )
    def post(self, request: Request) -> Response:
        form = SubmissionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        raw = as_raw(form.validated_data)
        at = timezone.now()
        submission, is_new = intake.store(
            channel=channel_of(request),
            provider_id=name_of(request, raw),
            raw=raw,
            at=at,
            received_at=form.validated_data.get("received_at"),
            client=client_digest(request._request),
        )
        if not is_new and submission.body_digest != intake.digest_of(raw):
            raise Conflict(
                _("This id was used before with another body. Send a new id for a new matter.")
            )
        return _receipt(intake.take_in(submission, at=at), is_new=is_new)


def name_of(request: Request, raw: dict[str, Any]) -> str:
    """Return what makes a request unique on its channel: the sender's id, else the key it sent.

    Raises Incomplete without either: a retry could not be told from a second customer's same words.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if raw.get("external_id"):
        return f"id:{raw['external_id']}"
    if not 0 < len(key) <= MAX_KEY:
        raise Incomplete(
            "external_id",
            _("Send external_id, or an Idempotency-Key of up to %(most)d characters.")
            % {"most": MAX_KEY},
        )
    return f"key:{key}"


def _receipt(submission: Submission, *, is_new: bool) -> Response:
    answer = Response(
        ReceiptSerializer(submission).data, status=201 if submission.ticket_id else 202
    )
    if not is_new:
        answer["Idempotent-Replayed"] = "true"
    return answer


class SubmissionView(ChannelView):
    @extend_schema(
        operation_id="read_submission",
        summary="What became of it",
        description="Read by the channel that handed it in, and by no other.",
        responses={
            200: ReceiptSerializer,
            (404, PROBLEM): refused("Your channel handed in nothing with this id."),
            **NO_KEY,
            **TOO_MANY,
        },
    )
    def get(self, request: Request, pk: str) -> Response:
        rows = Submission.objects.select_related("ticket").filter(channel=channel_of(request))
        submission = rows.filter(pk=pk).first()
        if submission is None:
            raise NotFound
        return Response(ReceiptSerializer(submission).data)

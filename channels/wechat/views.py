"""/wechat/CODE/: what is entered at WeChat as the server's address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels import health, intake
from channels.models import Submission, WeChatAccount
from channels.wechat.parsing import Forged, Keys, check, opened, parse
from tickets.secrets import SecretMissing, secret_in

# What WeChat takes as "received": anything else it sends again, three times.
RECEIVED = "success"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def wechat(request: HttpRequest, code: str) -> HttpResponse:
    """Answer WeChat's check of the address, or take a message in."""
    account = _account(code)
    try:
        keys = _keys(account)
        if request.method != "POST":
            check(keys, request.GET.dict())
            return HttpResponse(request.GET.get("echostr", ""), content_type="text/plain")
        xml = opened(keys, request.GET.dict(), request.body)
        _take_in(account, xml)
    except SecretMissing as error:
        return _refused(account, str(error), status=503)
    except Forged:
        return _refused(account, health.WRONG_SIGNATURE, status=403)
    except ValueError as error:
        return _refused(account, f"What came is {error}", status=400)
    return HttpResponse(RECEIVED, content_type="text/plain")


def _account(code: str) -> WeChatAccount:
    rows = WeChatAccount.objects.select_related("channel")
    account = rows.filter(code=code, is_active=True, channel__is_active=True).first()
    if account is None:
        raise Http404
    return account


def _keys(account: WeChatAccount) -> Keys:
    return Keys(
        app_id=account.app_id,
        token=secret_in(account.token_variable),
        aes_key=secret_in(account.aes_key_variable) if account.aes_key_variable else "",
    )


def _take_in(account: WeChatAccount, xml: str) -> Submission:
    """Store a message, then open it; one with a file is left to the sweep, which fetches that.

    WeChat waits five seconds for an answer and the file may take longer.
    """
    message, at = parse(xml), timezone.now()
    submission, is_new = intake.store(
        channel=account.channel,
        provider_id=f"{account.code}/{message.id}",
        raw={"account": account.code, "body": xml},
        at=at,
    )
    health.succeeded(account.channel.code, account.code, at=at)
    if is_new and message.media_id:
        Submission.objects.filter(pk=submission.pk).update(next_try_at=at)
        return submission
    return intake.take_in(submission, at=at)


def _refused(account: WeChatAccount, reason: str, *, status: int) -> HttpResponse:
    health.failed(account.channel.code, account.code, at=timezone.now(), error=reason)
    return HttpResponseBadRequest(reason, content_type="text/plain", status=status)

"""The channels and notice texts a new desk starts with."""

from datetime import time

from django.db import transaction
from django.utils import timezone

from channels.models import Channel, NoticeTemplate, NoticeWay
from channels.notices import STARTER_TEXTS
from channels.web import starter as forms

CHANNELS = (
    ("web_form", "web", "Web form", "网页表单"),
    ("email", "email", "E-mail", "电子邮件"),
    ("hotline", "phone", "Phone", "电话"),
    ("counter", "store", "Service desk in store", "门店服务台"),
    ("in_store_box", "store", "Suggestion box in store", "门店意见箱"),
    ("interview", "phone", "Interview", "面对面访谈"),
    ("customer_panel", "phone", "Customer panel", "客户座谈会"),
    ("wechat_oa", "wechat", "WeChat account", "微信公众号"),
    ("sms", "sms", "Text message", "短信"),
    ("social", "social", "Reviews and social media", "评价与社交媒体"),
    ("api", "api", "API", "接口"),
    ("internal_staff", "staff", "Staff report", "员工上报"),
)
# Kind, position, quiet hours: nobody is woken for a notice that can wait.
NIGHT = (time(21, 30), time(8, 0))
WAYS = (
    ("email", 10, None),
    ("wechat", 20, None),
    ("sms", 30, NIGHT),
    ("phone", 40, NIGHT),
)


@transaction.atomic
def load() -> None:
    """Add channels and texts that are missing; leave the rest as it is."""
    for code, kind, name_en, name_zh in CHANNELS:
        Channel.objects.get_or_create(
            code=code, defaults={"kind": kind, "name_en": name_en, "name_zh": name_zh}
        )
    for kind, position, quiet in WAYS:
        start, end = quiet or (None, None)
        NoticeWay.objects.get_or_create(
            kind=kind, defaults={"position": position, "quiet_from": start, "quiet_until": end}
        )
    forms.load(at=timezone.now())
    for code, language, kind, subject, body in STARTER_TEXTS:
        NoticeTemplate.objects.get_or_create(
            code=code,
            language=language,
            channel_kind=kind,
            defaults={"subject": subject, "body": body},
        )

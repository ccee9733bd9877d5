"""The channels and notice texts a new desk starts with."""

from django.db import transaction

from channels.models import Channel, NoticeTemplate
from channels.notices import STARTER_TEXTS

CHANNELS = (
    ("web_form", "web", "Web form", "网页表单"),
    ("email", "email", "E-mail", "电子邮件"),
    ("hotline", "phone", "Phone", "电话"),
    ("counter", "store", "Service desk in store", "门店服务台"),
    ("wechat_oa", "wechat", "WeChat account", "微信公众号"),
    ("api", "api", "API", "接口"),
    ("internal_staff", "staff", "Staff report", "员工上报"),
)


@transaction.atomic
def load() -> None:
    """Add channels and texts that are missing; leave the rest as it is."""
    for code, kind, name_en, name_zh in CHANNELS:
        Channel.objects.get_or_create(
            code=code, defaults={"kind": kind, "name_en": name_en, "name_zh": name_zh}
        )
    for code, language, subject, body in STARTER_TEXTS:
        NoticeTemplate.objects.get_or_create(
            code=code, language=language, defaults={"subject": subject, "body": body}
        )

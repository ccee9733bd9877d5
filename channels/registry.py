"""Which adapter reads which kind of channel: one line a channel."""

from functools import cache

from django.utils.module_loading import import_string

from channels.contract import Adapter, Unreadable

ADAPTERS = {
    "api": "channels.api.adapter.ApiAdapter",
    "sms": "channels.sms.adapter.SmsAdapter",
    "social": "channels.social.adapter.SocialAdapter",
    "email": "channels.email.adapter.MailAdapter",
    "wechat": "channels.wechat.adapter.WeChatAdapter",
    "staff": "channels.staff.adapter.StaffAdapter",
    "store": "channels.store.adapter.StoreAdapter",
    "web": "channels.web.adapter.WebAdapter",
}


@cache
def adapter_for(kind: str) -> Adapter:
    """Return the adapter of a kind of channel. Raises Unreadable when there is none."""
    if kind not in ADAPTERS:
        raise Unreadable(f"No adapter reads channels of kind {kind!r}. Add it to ADAPTERS.")
    return import_string(ADAPTERS[kind])()

"""What WeChat sends, checked and decrypted. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.utils import check_signature

MEDIA = {"image": "jpg", "voice": "amr", "video": "mp4", "shortvideo": "mp4"}


class Forged(Exception):
    """The signature isn't WeChat's for this account."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """What both sides know."""

    app_id: str
    token: str
    aes_key: str = ""


@dataclass(frozen=True, kw_only=True)
class ChatMessage:
    """One message or event of a follower."""

    id: str
    open_id: str
    type: str
    text: str
    media_id: str = ""

    @property
    def is_event(self) -> bool:
        return self.type == "event"


def check(keys: Keys, query: Mapping[str, str]) -> None:
    """Check the signature of a request's address. Raises Forged."""
    try:
        check_signature(
            keys.token, query.get("signature", ""), query.get("timestamp", ""),
            query.get("nonce", ""),
        )  # fmt: skip
    except InvalidSignatureException as error:
        raise Forged from error


def opened(keys: Keys, query: Mapping[str, str], body: bytes) -> str:
    """Return the message's XML, decrypted when it comes encrypted. Raises Forged, ValueError."""
    if not keys.aes_key:
        check(keys, query)
        return body.decode()
    crypto = WeChatCrypto(keys.token, keys.aes_key, keys.app_id)
    try:
        xml = crypto.decrypt_message(
            body, query.get("msg_signature", ""), query.get("timestamp", ""), query.get("nonce", "")
        )
    except (InvalidSignatureException, InvalidAppIdException) as error:
        raise Forged from error
    except (ExpatError, KeyError, TypeError) as error:
        raise ValueError(f"not an encrypted message: {error!r}") from error
    return xml if isinstance(xml, str) else xml.decode()


def parse(xml: str) -> ChatMessage:
    """Read a message. Raises ValueError."""
    try:
        fields = {name: str(value or "") for name, value in xmltodict.parse(xml)["xml"].items()}
    except (ExpatError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no message of WeChat: {error!r}") from error
    kind, open_id = fields.get("MsgType", ""), fields.get("FromUserName", "")
    if not kind or not open_id:
        raise ValueError("MsgType or FromUserName is missing")
    # An event has no id of its own: its sender and second name it, as WeChat's pages say.
    name = fields.get("MsgId") or f"{open_id}/{fields.get('CreateTime', '')}"
    return ChatMessage(
        id=name,
        open_id=open_id,
        type=kind,
        text=_words(kind, fields).replace("\x00", ""),
        media_id=fields.get("MediaId", "") if kind in MEDIA else "",
    )


def _words(kind: str, fields: Mapping[str, str]) -> str:
    """Return what a message says in words; a voice message may come with what was recognised."""
    wanted = {
        "text": ("Content",),
        "voice": ("Recognition",),
        "link": ("Title", "Description", "Url"),
        "location": ("Label", "Location_X", "Location_Y"),
    }.get(kind, ())
    return "\n".join(fields[name] for name in wanted if fields.get(name))

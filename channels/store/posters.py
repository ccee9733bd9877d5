"""The printed code of a store: the address of its form, and words in both languages."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tickets import configuration
from tickets.models import Store

LANGUAGES = ("zh-hans", "en")
# A quarter of the code may be scratched or dirty, and it still reads.
ERROR_CORRECTION = "q"


def form_address(store: Store) -> str:
    """Return the address that a store's code opens: the public form, which keeps the store."""
    query = urlencode({"store": store.code})
    return f"{settings.SITE_URL}{reverse('channels:complain')}?{query}"


def code_of(store: Store) -> bytes:
    """Return the code as an SVG, with the quiet zone of four modules that readers need."""
    drawing = io.BytesIO()
    code = segno.make(form_address(store), error=ERROR_CORRECTION, micro=False)
    code.save(drawing, kind="svg", border=4, dark="#000", light="#fff", omitsize=True)
    return drawing.getvalue()


def listed(store: Store) -> dict[str, str]:
    return {
        "name": store.name,
        "address": store.address,
        "form_url": form_address(store),
        "poster_url": reverse("channels:store_poster", args=[store.code]),
        "code_url": reverse("channels:store_code", args=[store.code]),
    }


def poster_context(store: Store) -> dict[str, Any]:
    """Return the context of templates/channels/store/poster.html."""
    return {
        "store": listed(store),
        "back_url": reverse("channels:stores"),
        "texts": [_text(store, language) for language in LANGUAGES],
    }


def _text(store: Store, language: str) -> dict[str, str]:
    house = configuration.desk_settings()
    with translation.override(language):
        return {
            "lang": "zh-Hans" if language.startswith("zh") else language,
            "organisation": house.site_name_zh if language == "zh-hans" else house.site_name_en,
            "store": store.name_in(language),
            "title": _("Tell us how it was"),
            "lead": _("Scan the code with your phone. No account, about three minutes."),
            "then": _("You get a number at once and learn by when you hear from us."),
        }

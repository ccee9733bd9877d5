"""The words of notices in the Django admin: what may stand in them, and how they will look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from channels import notices
from channels.models import NoticeTemplate
from channels.previewing import Words, preview
from tickets.admin.base import ConfigurationAdmin
from tickets.admin.filters import by_choices

SALT = "channels.notice_preview"
KINDS = [(notices.EMAIL, _("e-mail")), (notices.SMS, _("text message")), ("wechat", _("WeChat"))]


def _codes() -> list[tuple[str, Any]]:
    return [(notice.code, notice.label) for notice in notices.NOTICES.values()]


class NoticeForm(forms.ModelForm):
    """Refuses a blank that its notice can't fill, by name."""

    code = forms.ChoiceField(label=_("notice"))
    channel_kind = forms.ChoiceField(label=_("way"), choices=KINDS, initial=notices.EMAIL)
    subject = forms.CharField(
        label=_("subject"), max_length=200, required=False, help_text=_("Only letters have one.")
    )

    class Meta:
        model = NoticeTemplate
        fields = ("code", "language", "channel_kind", "subject", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            self.fields["code"].choices = _codes()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        code = given.get("code") or self.instance.code
        for name in ("subject", "body"):
            self._refuse_unknown_blanks(code, name, given.get(name, ""))
        if given.get("channel_kind") == notices.EMAIL and not given.get("subject", "").strip():
            self.add_error("subject", _("A letter needs a subject."))
        return given

    def _refuse_unknown_blanks(self, code: str, name: str, text: str) -> None:
        if unknown := notices.unknown_blanks(code, text):
            words = _("This notice can't fill %(unknown)s. It knows %(known)s.")
            self.add_error(
                name,
                words
                % {"unknown": _listed(unknown), "known": _listed(notices.NOTICES[code].blanks)},
            )


def _listed(names: Any) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


@admin.register(NoticeTemplate)
class NoticeTemplateAdmin(ConfigurationAdmin):
    form = NoticeForm
    list_display = ("notice", "language", "way", "subject")
    list_filter = (
        by_choices("channel_kind", _("way"), lambda: KINDS),
        "language",
        by_choices("code", _("notice"), _codes),
    )
    search_fields = ("code", "subject", "body")
    readonly_fields = ("blanks",)
    change_form_template = "admin/channels/noticetemplate/change_form.html"

    def heading(self, obj: NoticeTemplate) -> str:
        return f"{self.notice(obj)} · {obj.get_language_display()} · {self.way(obj)}"

    @admin.display(description=_("notice"), ordering="code")
    def notice(self, template: NoticeTemplate) -> str:
        known = notices.NOTICES.get(template.code)
        return str(known.label) if known else template.code

    @admin.display(description=_("way"), ordering="channel_kind")
    def way(self, template: NoticeTemplate) -> str:
        return str(dict(KINDS).get(template.channel_kind, template.channel_kind))

    @admin.display(description=_("what may stand in it"))
    def blanks(self, template: NoticeTemplate) -> str:
        notice = notices.NOTICES.get(template.code)
        if notice is None:
            return "–"
        return "; ".join(f"{{{name}}}: {notices.BLANKS[name]}" for name in notice.blanks)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "preview/",
                self.admin_site.admin_view(self.preview_view),
                name="channels_noticetemplate_preview",
            ),
            path(
                "preview/letter/",
                self.admin_site.admin_view(self.letter_view),
                name="channels_noticetemplate_letter",
            ),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """Show the typed words, and the kept ones of the other language, for a sample ticket."""
        if not self.has_view_permission(request):
            raise Http404
        typed = _typed(request)
        shown = [
            _as_shown(typed if language == typed.language else _other(typed, language))
            for language in notices.LANGUAGES
        ]
        context = self.admin_site.each_context(request) | {
            "title": _("Preview"),
            "notice": notices.NOTICES[typed.code].label,
            "previews": shown,
            "opts": NoticeTemplate._meta,
        }
        return render(request, "admin/channels/noticetemplate/preview.html", context)

    def letter_view(self, request: HttpRequest) -> HttpResponse:
        """Send the HTML part alone, for the frame of the preview."""
        try:
            words = Words(*signing.loads(request.GET.get("words", ""), salt=SALT, max_age=3600))
        except (signing.BadSignature, TypeError) as error:
            raise Http404 from error
        return _letter(request, words)


@xframe_options_sameorigin
@csp_override(
    {
        "default-src": [CSP.NONE],
        "style-src": [CSP.UNSAFE_INLINE],
        "frame-ancestors": [CSP.SELF],
        "sandbox": "",
    }
)
def _letter(request: HttpRequest, words: Words) -> HttpResponse:
    return HttpResponse(preview(words, now=timezone.now()).html)


def _typed(request: HttpRequest) -> Words:
    """Return the words of the form that was sent to be looked at. Raises Http404."""
    sent = request.POST
    code, language = sent.get("code", ""), sent.get("language", "")
    kind = sent.get("channel_kind") or notices.EMAIL
    if code not in notices.NOTICES or language not in notices.LANGUAGES or kind not in dict(KINDS):
        raise Http404
    return Words(code, language, kind, sent.get("subject", ""), sent.get("body", ""))


def _other(typed: Words, language: str) -> Words:
    kind = typed.kind if notices.NOTICES[typed.code].reader == "customer" else notices.EMAIL
    return Words.kept(typed.code, language, kind)


def _as_shown(words: Words) -> dict[str, Any]:
    signed = signing.dumps(
        [words.code, words.language, words.kind, words.subject, words.body],
        salt=SALT,
        compress=True,
    )
    address = reverse("admin:channels_noticetemplate_letter")
    seen = preview(words, now=timezone.now())
    return {
        "language": "zh-Hans" if words.language == notices.CHINESE else "en",
        "name": dict(NoticeTemplate._meta.get_field("language").choices or ())[words.language],
        "subject": seen.subject,
        "text": seen.text,
        "letter_url": f"{address}?words={signed}" if words.is_letter else "",
        "count": len(seen.text),
    }

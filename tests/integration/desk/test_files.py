"""What happens to a file after it was sent: looked through by a real clamd, shrunk, handed out."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO, StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.cast import Cast, later, ticket
from tests.support.clamd import EICAR, MARK, RunningClamd, is_installed
from tickets import clamd as scanner
from tickets.models import Attachment, StoredFile
from tickets.preparing import prepare, prepare_waiting
from tickets.thumbnails import EDGE, thumbnail_of
from tickets.uploads import RefusedFile, honest_name, store_bytes, store_upload

PDF = b"%PDF-1.4\n"


@pytest.fixture(scope="session")
def daemon() -> Iterator[RunningClamd]:
    if not is_installed():
        if os.environ.get("CI") == "true":
            pytest.fail("clamd is not installed. Run: apt-get install clamav-daemon")
        pytest.skip("clamd is not installed")
    with RunningClamd() as running:
        yield running


@pytest.fixture
def clamd(daemon: RunningClamd, settings) -> RunningClamd:
    settings.CLAMD_SOCKET = daemon.address
    return daemon


def picture(size: tuple[int, int] = (1200, 800), form: str = "JPEG", **options: object) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "teal").save(made, form, **options)
    return made.getvalue()


def attached(cast: Cast, content: bytes, name: str = "slip.pdf") -> Attachment:
    file = store_upload(ContentFile(content, name=name), at=later())
    message = ticket(cast.rosa).messages.get()
    return Attachment.objects.create(message=message, file=file, filename=name)


@pytest.fixture
def ana(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.ana)
    return client


def bytes_of(answer: HttpResponseBase) -> bytes:
    return b"".join(answer)


# --- The scanner ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"", ""), (b"a clean slip", ""), (EICAR, "Eicar-Test"), (PDF + MARK, "Harbour-Test")],
)
def test_clamd_names_what_it_finds(daemon: RunningClamd, content: bytes, found: str) -> None:
    assert (
        scanner.finding_in([content], address=daemon.address).removesuffix(".UNOFFICIAL") == found
    )


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:1", "nonsense"])
def test_a_scanner_that_cannot_be_asked_says_so(address: str) -> None:
    with pytest.raises(scanner.ScannerAway):
        scanner.finding_in([b"x"], address=address)


def test_a_clean_file_is_held_until_it_was_looked_through(
    cast: Cast, ana: Client, clamd: RunningClamd
) -> None:
    row = attached(cast, PDF + b"clean")
    where = reverse("desk:attachment", args=[row.pk])
    held = ana.get(where)
    assert held.status_code == 403
    assert "being looked through" in held.content.decode()
    assert prepare_waiting(at=later(seconds=5)) >= 1
    answer = ana.get(where)
    assert bytes_of(answer) == PDF + b"clean"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_virus_goes_to_quarantine_and_the_ticket_says_so(
    cast: Cast, ana: Client, clamd: RunningClamd
) -> None:
    row = attached(cast, PDF + EICAR)
    before = row.file.storage_name
    prepare_waiting(at=later(seconds=5))
    row.file.refresh_from_db()
    assert row.file.is_infected
    assert row.file.storage_name.startswith("quarantine/")
    assert not default_storage.exists(before)
    refused = ana.get(reverse("desk:attachment", args=[row.pk]))
    assert refused.status_code == 403
    assert "quarantine" in refused.content.decode()
    note = row.message.ticket.messages.get(direction="note")
    assert "slip.pdf" in note.text
    assert "Eicar" in note.text
    page = ana.get(reverse("desk:ticket", args=[row.message.ticket_id])).content.decode()
    assert "in quarantine" in page
    prepare(row.file, at=later(seconds=9))
    assert row.message.ticket.messages.filter(direction="note").count() == 1


def test_the_same_virus_again_is_refused_at_the_door(cast: Cast, clamd: RunningClamd) -> None:
    attached(cast, PDF + EICAR + b"2")
    prepare_waiting(at=later(seconds=5))
    with pytest.raises(RefusedFile, match="Eicar"):
        store_upload(ContentFile(PDF + EICAR + b"2", name="again.pdf"), at=later())


def test_while_the_scanner_is_away_files_wait(cast: Cast, settings) -> None:
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    row = attached(cast, PDF + b"patience")
    assert prepare_waiting(at=later(seconds=5)) == 0
    row.file.refresh_from_db()
    assert (row.file.prepared_at, row.file.is_held) == (None, True)


def test_without_a_scanner_files_are_handed_out_at_once(cast: Cast, ana: Client) -> None:
    row = attached(cast, PDF + b"no scanner")
    assert bytes_of(ana.get(reverse("desk:attachment", args=[row.pk]))) == PDF + b"no scanner"


def test_files_of_before_can_be_looked_through_again(
    cast: Cast, clamd: RunningClamd, settings
) -> None:
    row = attached(cast, PDF + MARK + b"before")
    settings.CLAMD_SOCKET = ""
    with pytest.raises(CommandError, match="CLAMD_SOCKET"):
        call_command("scan_files")
    prepare_waiting(at=later(seconds=5))
    settings.CLAMD_SOCKET = clamd.address
    call_command("scan_files", stdout=StringIO())
    prepare_waiting(at=later(seconds=9))
    row.file.refresh_from_db()
    assert row.file.is_infected


# --- Small pictures -------------------------------------------------------------------------


def test_a_picture_gets_a_small_one_that_the_page_shows(cast: Cast, ana: Client) -> None:
    row = attached(cast, picture(), "kettle.jpg")
    where = reverse("desk:thumbnail", args=[row.pk])
    assert ana.get(where).status_code == 404
    prepare_waiting(at=later(seconds=5))
    small = Image.open(BytesIO(bytes_of(ana.get(where))))
    assert (small.format, small.size) == ("WEBP", (EDGE, 320))
    assert where in ana.get(reverse("desk:ticket", args=[row.message.ticket_id])).content.decode()


def test_where_a_picture_was_taken_does_not_go_along() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Harbour Street 7"
    small = thumbnail_of(BytesIO(picture(exif=exif)))
    assert small is not None
    assert b"Harbour Street" not in small


def test_a_turned_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    small = thumbnail_of(BytesIO(picture((800, 400), exif=exif)))
    assert small is not None
    assert Image.open(BytesIO(small)).size == (240, EDGE)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack("!I", zlib.crc32(kind + content))
        return struct.pack("!I", len(content)) + kind + content + check

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [bomb(30_000, 30_000), bomb(9_000, 9_000), b"", b"GIF89a", picture()[:400], b"<svg/>"],
)
def test_what_would_fill_the_memory_or_is_broken_makes_none(content: bytes) -> None:
    assert thumbnail_of(BytesIO(content)) is None


def test_a_stored_file_that_is_gone_does_not_hold_up_the_others(cast: Cast) -> None:
    gone = store_bytes(ContentFile(b"gone"), content_type="image/png", at=later(hours=-1))
    default_storage.delete(gone.storage_name)
    attached(cast, picture((64, 64)), "small.jpg")
    assert prepare_waiting(at=later(seconds=5)) >= 2
    assert not StoredFile.objects.filter(prepared_at=None).exists()


# --- Pictures from elsewhere ----------------------------------------------------------------

MAIL = '<p>Look</p><img src="https://tracker.test/p.png" alt="Our oven">'


def test_pictures_from_elsewhere_show_on_a_page_of_their_own_when_asked(
    cast: Cast, ana: Client
) -> None:
    case = ticket(cast.rosa, html=MAIL)
    message = case.messages.get()
    page = ana.get(reverse("desk:ticket", args=[case.pk])).content.decode()
    where = reverse("desk:mail-pictures", args=[message.pk])
    assert "tracker.test" not in page
    assert where in page
    shown = ana.get(where)
    assert 'src="https://tracker.test/p.png"' in shown.content.decode()
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "script-src" not in shown["Content-Security-Policy"]
    assert shown["Referrer-Policy"] == "no-referrer"


def test_a_mail_without_them_has_no_such_button(cast: Cast, ana: Client) -> None:
    case = ticket(cast.rosa, html="<p>See https://a.test/x.png</p>")
    page = ana.get(reverse("desk:ticket", args=[case.pk])).content.decode()
    assert "/pictures/" not in page


def test_a_file_is_saved_under_a_name_of_its_kind(cast: Cast, ana: Client) -> None:
    """A picture that is a page too must not run as one where it is saved."""
    row = attached(cast, b"GIF89a<html><script>alert(1)</script>", "bill.html")
    answer = ana.get(reverse("desk:attachment", args=[row.pk]))
    assert answer["Content-Type"] == "image/gif"
    assert 'filename="bill.html.gif"' in answer["Content-Disposition"]
    answer.close()


@pytest.mark.parametrize(
    ("name", "content_type", "saved_as"),
    [
        ("photo.JPG", "image/jpeg", "photo.JPG"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("照片", "image/png", "照片.png"),
        ("voice.exe", "audio/mp4", "voice.exe.m4a"),
        ("report.", "application/pdf", "report..pdf"),
        ("old.eml", "message/rfc822", "old.eml"),
    ],
)
def test_only_an_ending_of_another_kind_is_added_to(
    name: str, content_type: str, saved_as: str
) -> None:
    assert honest_name(name, content_type) == saved_as

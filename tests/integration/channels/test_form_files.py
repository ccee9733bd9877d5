"""Files and voice notes that a built form asks for."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from channels.models import Submission
from tests.customer import browser, hidden, words
from tests.forms import answers_of, field, published, send, sent
from tests.integration.channels.test_form import PNG
from tests.unit.test_sound import PICTURES, SOUND, webm
from tickets.models import Attachment

pytestmark = pytest.mark.usefixtures("starter")


PAPER, VOICE = field("paper", "file", is_required=True), field("voice", "voice")


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_and_a_voice_note_arrive_with_the_names_of_their_fields() -> None:
    spec = published("lamps", PAPER, VOICE)
    files = {"own_paper": upload("../../x.png", PNG), "own_voice": upload("v.webm", webm(SOUND))}
    case = sent(spec, **files)
    kept = {
        a.filename: a.file.content_type for a in Attachment.objects.filter(message__ticket=case)
    }
    assert kept == {"x.png": "image/png", "v.webm": "audio/webm"}
    assert answers_of(case) == {"English paper": "x.png", "English voice": "v.webm"}


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "Nothing was added here yet"),
        ({"own_paper": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"},
         "of a kind that we don't take"),
        ({"own_paper": b""}, "is empty"),
        ({"own_paper": PNG, "own_voice": PNG}, "is no sound recording"),
        ({"own_paper": PNG, "own_voice": webm(SOUND, PICTURES)}, "is no sound recording"),
        ({"own_paper": PNG, "own_other": PNG}, "has no field “own_other”"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_do_is_refused_by_its_content(
    files: dict[str, bytes], sentence: str
) -> None:
    spec = published("lamps", PAPER, VOICE)
    uploads = {name: upload("a.webm", content) for name, content in files.items()}
    answer = send(browser(), spec, **uploads)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Submission.objects.exists()


def test_a_newer_file_takes_the_place_of_the_one_before() -> None:
    spec = published("lamps", PAPER)
    client = browser()
    refused = send(client, spec, text="", own_paper=upload("first.png", PNG))
    token = hidden(refused, "kept")
    assert "Take away first.png" in words(refused)
    gif = b"GIF89a" + bytes(40)
    send(client, spec, kept=[token], own_paper=upload("second.gif", gif))
    assert [a.filename for a in Attachment.objects.all()] == ["second.gif"]

"""The style guide, and the look a reader chooses."""

import pytest
from django.urls import reverse

from tests.cast import person

pytestmark = pytest.mark.django_db


def choose(client, theme: str, way_back: str = "/desk/"):
    return client.post(reverse("desk:appearance"), {"theme": theme, "next": way_back})


@pytest.mark.parametrize("theme", ["light", "dark", "contrast", "dark contrast"])
def test_a_chosen_look_is_kept_and_holds_on_the_next_page(client, theme):
    choose(client, theme)
    page = client.get(reverse("account_login")).content.decode()
    assert f'data-theme="{theme}"' in page


@pytest.mark.parametrize("theme", ["", "purple", '"><script>'])
def test_any_other_word_goes_back_to_the_systems_look(client, theme):
    choose(client, "dark")
    choose(client, theme)
    page = client.get(reverse("account_login")).content.decode()
    assert "data-theme" not in page


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_the_way_back_never_leaves_the_house(client, elsewhere):
    assert choose(client, "dark", elsewhere)["Location"] == "/"


def test_a_get_changes_nothing(client):
    assert client.get(reverse("desk:appearance")).status_code == 405


def test_the_style_guide_shows_every_piece_to_people_of_the_house(client):
    address = reverse("desk:styleguide")
    assert client.get(address).status_code == 302
    client.force_login(person("ana"))
    page = client.get(address).content.decode()
    assert page.count("clock-breached") == 2
    assert page.count('class="error-summary"') == 2


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_sign_in_stands_in_our_shell_and_offers_no_sign_up(client, language):
    page = client.get(reverse("account_login"), headers={"accept-language": language})
    assert page.status_code == 200
    assert 'class="public-main"' in page.content.decode()
    assert "signup" not in page.content.decode()

"""What must not lie in a log."""

import pytest

from feedback_desk.logs import without_keys

TOKEN = "k3Vv0mJx9ZpQ_r-81aBcDeFg"


@pytest.mark.parametrize(
    "path",
    [
        "/s/{}/",
        "/r/{}/",
        "/s/{}/messages/",
        "/complain/received/{}/",
        "/accounts/password/reset/key/{}/",
    ],
)
def test_the_key_in_a_link_is_blacked_out(path: str) -> None:
    entry = without_keys(None, "warning", {"event": "Forbidden: " + path.format(TOKEN), "n": 3})
    assert entry == {"event": "Forbidden: " + path.format("***"), "n": 3}


def test_other_paths_stay_readable() -> None:
    entry = {"event": "Not Found: /desk/tickets/1042/", "_record": None}
    assert without_keys(None, "warning", dict(entry)) == entry

"""What the programs in bin/ make of their arguments."""

import pytest

from feedback_desk.runtime.__main__ import make_parser


@pytest.mark.parametrize(
    "arguments", [[], ["-q"], ["tests/unit", "-k", "calendar"], ["--create-db", "-x"]]
)
def test_everything_after_bin_test_goes_to_pytest(arguments: list[str]) -> None:
    assert make_parser().parse_args(["test", *arguments]).pytest_arguments == arguments

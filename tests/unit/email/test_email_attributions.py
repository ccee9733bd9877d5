"""What stands above a quoted mail, as the clients write it, in many languages."""

from pathlib import Path

import pytest

from channels.email.quoting import split_reply

ANSWER = "My answer."
HERE = Path(__file__).parent


def lines_of(name):
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


ATTRIBUTIONS = lines_of("attributions.txt")
HEADER_BLOCKS = lines_of("header_labels.txt")


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_an_attribution_and_the_quote_below_it_are_cut(line):
    assert split_reply(f"{ANSWER}\n\n{line}\n\n> Old.\n> Older.\n").text == ANSWER


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_an_attribution_cuts_an_old_mail_without_quote_marks(line):
    assert split_reply(f"{ANSWER}\n\n{line}\n\nOld words.\nOlder.\n").text == ANSWER


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_an_attribution_inside_the_quote_is_cut_with_it(line):
    assert split_reply(f"{ANSWER}\n\n> {line}\n> \n> Old.\n").text == ANSWER


def breaks_before_the_address(line):
    return any(char.isdigit() for char in line.partition(" <ana@")[0]) and " <ana@" in line


@pytest.mark.parametrize("line", list(filter(breaks_before_the_address, ATTRIBUTIONS)))
def test_an_attribution_broken_before_the_address_is_cut(line):
    broken = line.replace(" <", "\n<", 1)
    assert split_reply(f"{ANSWER}\n\n{broken}\n\n> Old.\n").text == ANSWER


@pytest.mark.parametrize("style", ["{}: {}", "*{}:* {}", "  {}: {}", "{} : {}"])
@pytest.mark.parametrize("labels", HEADER_BLOCKS)
def test_a_header_block_is_cut_in_every_language(labels, style):
    values = ("Ana Ray <ana@example.com>", "3.6.2024 12:53", "Otto", "Re: lamp")
    fields = [style.format(*pair) for pair in zip(labels.split("|"), values, strict=True)]
    block = "\n".join(fields)
    assert split_reply(f"{ANSWER}\n\n{block}\n\nOld words.\n").text == ANSWER


def test_a_line_of_the_customer_above_an_attribution_is_kept():
    text = "I called 2 times.\nOn 2024-06-03 12:53, Ana <ana@example.com> wrote:\n> Old.\n"
    assert split_reply(text).text == "I called 2 times."


def test_an_answer_on_the_attribution_line_is_kept():
    text = "Yes. On Mon, Jun 3, 2024 at 12:53 PM, ana@example.com wrote:\n> Old?\n"
    assert split_reply(text).text == "Yes."

"""The loop, walked by the four kinds of people who have a part in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.smoke.board import see_on_board, wrong_tiles
from tests.smoke.browser import Browser, Page
from tests.smoke.desk import Desk
from tests.smoke.html import Element, Form
from tests.smoke.quick import RESOLUTION_SECONDS, SECOND_ROUND_SECONDS, make_quick, sign_in
from tests.smoke.sink import Mail, Sink
from tests.smoke.waiting import wait_for

MAIL_SECONDS = 25.0
CUSTOMER = "lin.xiaoyu@example.test"
COMPLAINT = (
    "上周买的电水壶用了三天底座就开始漏水，客服让我自己寄回去，运费还要我出。"
    "我打了四次电话都没有人给我一个说法，太失望了。请给我换一台新的，或者退款。"
)
NOT_SOLVED = "换来的水壶还是漏水，问题根本没有解决。"
NUMBER = re.compile(r"\bC-\d{8}-\d{6}-[0-9X]\b")


class NotAsPromised(Exception):
    """The walk saw something that must not be; the message says what."""


def check(holds: object, otherwise: str) -> None:
    if not holds:
        raise NotAsPromised(otherwise)


@dataclass
class Walk:
    """One complaint on its way round. `tell` gets a JSON line for each thing seen."""

    desk: Desk
    sink: Sink
    tell: Callable[..., None]
    number: str = ""
    status_url: str = ""
    ticket_url: str = ""
    sent_at: datetime = field(init=False)
    agent: Browser = field(init=False)
    customer: Browser = field(init=False)
    seen: set[str] = field(default_factory=set)

    def all(self) -> None:
        make_quick(sign_in(self.desk.url, self.desk.who("admin")))
        self.tell("settings", by=self.desk.who("admin").name)
        self.customer = Browser(self.desk.url, language="zh-CN,zh;q=0.9")
        self.complain()
        self.read_acknowledgement()
        self.find_in_queue()
        self.wait_for_escalation()
        self.triage_and_take()
        first_due = self.solution_due(in_round=1)
        expected = self.sent_at + timedelta(seconds=RESOLUTION_SECONDS)
        check(_minutes_between(first_due, expected) <= 1, f"{first_due} isn't {expected}.")
        self.reply()
        self.resolve("upheld", "已为您换新并承担全部运费，给您添麻烦了。")
        self.answer_survey(solved="no", score="1", text=NOT_SOLVED)
        second_due = self.see_second_round(first_due)
        self.look_at_board("rounds")
        self.resolve("upheld", "已全额退款，旧壶由快递上门取走，运费由我们承担。")
        self.answer_survey(solved="yes", score="5", text="")
        self.see_closed()
        self.tell("rounds", first_due=first_due, second_due=second_due)
        self.look_at_board("csat")

    # --- The customer ------------------------------------------------------------------------

    def complain(self) -> None:
        page = self.customer.get("/complain/").expect(200)
        check('lang="zh' in page.html, "The form isn't Chinese for a Chinese browser.")
        form = page.form("text", "hurt").fill(text=COMPLAINT, hurt="no")
        second = self.customer.send(page, form).expect(200)
        form = second.form("name", "email").fill(name="林晓雨", email=CUSTOMER)
        answer = wait_for(
            lambda: self._sent(second, form), seconds=15, what="the form is taken", pause=0.5
        )
        found = NUMBER.search(answer.text)
        check(found, f"No number on the page after sending: {answer.text[:300]}")
        assert found is not None
        self.number, self.sent_at = found[0], datetime.now(UTC)
        self.tell("complaint", number=self.number)
        again = self._sent(second, form)
        check(again and self.number in again.text, "The same form sent twice isn't one ticket.")

    def _sent(self, page: Page, form: Form) -> Page | None:
        """A form sent sooner than anybody types is asked for once more: 422 until then."""
        answer = self.customer.send(page, form)
        return None if answer.status == 422 else answer.expect(200)

    def read_acknowledgement(self) -> None:
        mail = self.wait_for_mail("the acknowledgement", to=CUSTOMER)
        check(re.search("[\u4e00-\u9fff]", mail.subject), f"Not in Chinese: {mail.subject!r}")
        self.status_url = mail.link("/s/")
        page = self.customer.get(self.status_url).expect(200)
        check(self.number in page.text, "The status page doesn't name the ticket.")
        self.tell("status", says=_next_step(page))

    def answer_survey(self, *, solved: str, score: str, text: str) -> None:
        mail = self.wait_for_mail("the survey", to=CUSTOMER, link="/r/")
        url = mail.link("/r/")
        before = self.customer.get(self.status_url).expect(200).text
        page = self.customer.get(url).expect(200)
        self.customer.get(f"{url}{'&' if '?' in url else '?'}score=5").expect(200)
        after = self.customer.get(self.status_url).expect(200).text
        check(before == after, "Opening the survey's link changed something.")
        form = page.form("solved", "score").fill(solved=solved, score=score, text=text)
        thanks = self.customer.send(page, form).expect(200)
        self.tell("survey", solved=solved, score=int(score), says=thanks.text[:200])

    def see_closed(self) -> None:
        self.wait_for_mail("the word that it is closed", to=CUSTOMER)
        page = self.customer.get(self.status_url).expect(200)
        stages = [item.text for item in page.root.all("li") if "is-done" in item["class"]]
        self.tell("closed", stages=stages)
        ticket = self.agent.get(self.ticket_url).expect(200)
        check(_status(ticket) == "closed", f"The ticket is {_status(ticket)}, not closed.")

    # --- The agent ---------------------------------------------------------------------------

    def find_in_queue(self) -> None:
        """Whoever of the agents has it in their queue takes it on."""
        for who in self.desk.sign_ins:
            if who.role != "agent":
                continue
            agent = sign_in(self.desk.url, who)
            queue = agent.get("/desk/?owner=none").expect(200)
            rows = [row for row in queue.root.all("tr") if "data-ticket" in row]
            numbers = [row["data-ticket"] for row in rows]
            if self.number in numbers:
                self.agent = agent
                row = rows[numbers.index(self.number)]
                self.tell(
                    "queue", agent=who.name, place=numbers.index(self.number) + 1, row=row.text
                )
                # Without the queue that it was opened from: letters name the ticket alone.
                self.ticket_url = queue.link(_path_of(row)).partition("?")[0]
                return
        raise NotAsPromised("No agent has the ticket in their queue.")

    def wait_for_escalation(self) -> None:
        """Nobody answers within the few seconds promised: somebody at the desk is told."""
        mail = wait_for(
            self._escalation, seconds=MAIL_SECONDS, what="a warning or breach is mailed to staff"
        )
        self._note(mail, "escalation")

    def _escalation(self) -> Mail | None:
        path = self.ticket_url.removeprefix(self.desk.url)
        return self.sink.find(lambda mail: mail.to != CUSTOMER and path in mail.text)

    def triage_and_take(self) -> None:
        page = self.agent.get(self.ticket_url).expect(200)
        check("底座" in page.text, "The customer's words aren't on the ticket page.")
        page = self.agent.send(page, page.form(to="/triage/confirmation/")).expect(200)
        check(_status(page) == "open", f"With triage confirmed it is {_status(page)}, not open.")
        taking = self.agent.get(f"{self.ticket_url}assignment/").expect(200)
        page = self.agent.send(taking, taking.form("owner", "team")).expect(200)
        check(_status(page) == "open", f"After taking, it is {_status(page)}.")
        self.tell("taken", team=taking.form("owner", "team")["team"], status=_status(page))

    def reply(self) -> None:
        page = self.agent.get(self.ticket_url).expect(200)
        form = page.form("body", "next_step")
        by = datetime.now(UTC) + timedelta(days=2)
        form.fill(
            body="林女士您好，水壶漏水的事由我来跟进，今天就给您安排换新。",
            next_step="我们安排换新并上门取件",
            next_by=by.strftime("%Y-%m-%dT%H:%M"),
        )
        self.agent.send(page, form).expect(200)
        self.wait_for_mail("the answer", to=CUSTOMER, words="由我来跟进")

    def resolve(self, outcome: str, words: str) -> None:
        page = self.agent.get(f"{self.ticket_url}resolution/").expect(200)
        form = page.form("outcome", "public_message")
        form.fill(outcome=outcome, finding="底座密封圈有缺陷。", public_message=words)
        after = self.agent.send(page, form).expect(200)
        check(_status(after) == "resolved", f"It is {_status(after)} after resolving.")
        self.wait_for_mail("the outcome", to=CUSTOMER, words=words)

    def solution_due(self, *, in_round: int) -> str:
        """Return the due line of the resolution clock as the ticket page shows it."""
        page = self.agent.get(self.ticket_url).expect(200)
        names = ("Solved", "Solution")
        for item in page.root.all("li"):
            name = next((c.text for c in item.all("span", class_="clocks-name")), "")
            due = next((c.text for c in item.all("span", class_="clocks-due")), "")
            if name.startswith(names) and (in_round == 1 or str(in_round) in name):
                return due
        raise NotAsPromised(f"No clock for solving in round {in_round}: {page.text[-1500:]}")

    def see_second_round(self, first_due: str) -> str:
        page = self.agent.get(self.ticket_url).expect(200)
        check(_status(page) == "open", f"It is {_status(page)} after the customer said no.")
        check(NOT_SOLVED in page.text, "The customer's words aren't on the reopened ticket.")
        due = self.solution_due(in_round=2)
        check(due != first_due, f"The second round has the first one's deadline: {due}")
        expected = datetime.now(UTC) + timedelta(seconds=SECOND_ROUND_SECONDS)
        check(_minutes_between(due, expected) <= 1, f"{due} isn't {SECOND_ROUND_SECONDS} s ahead.")
        self.wait_for_mail("the word that we start again", to=CUSTOMER)
        self.wait_for_staff_to_hear()
        return due

    def wait_for_staff_to_hear(self) -> None:
        """Owner and lead read in their mail what the customer said."""

        def told() -> set[str]:
            found = {m.to for m in self.sink.mails if m.to != CUSTOMER and NOT_SOLVED in m.text}
            return found if len(found) >= 2 else set()

        people = wait_for(told, seconds=MAIL_SECONDS, what="owner and lead hear of the reopening")
        self.tell("reopened", told=sorted(people))

    # --- The manager -------------------------------------------------------------------------

    def look_at_board(self, code: str) -> None:
        """One tile has to count the ticket, and every tile has to open what it counts."""
        manager = sign_in(self.desk.url, self.desk.who("manager"))
        tile, numbers = wait_for(
            lambda: see_on_board(manager, self.number, code),
            seconds=15,
            what=f"the tile {code!r} of the board opens the ticket",
            pause=1,
        )
        wrong = wrong_tiles(manager)
        check(not wrong, f"Tiles of the board open other than they count: {wrong}")
        self.tell("board", tile=tile.name, value=tile.value, opens=len(numbers))

    # --- Mails -------------------------------------------------------------------------------

    def wait_for_mail(self, what: str, *, to: str, link: str = "/", words: str = "") -> Mail:
        """Return the next mail not read yet to somebody, with a link and words in it."""

        def unread() -> Mail | None:
            return self.sink.find(
                lambda mail: (
                    mail.to == to
                    and mail.message_id not in self.seen
                    and (mail.link(link) != "" and words in mail.text)
                )
            )

        mail = wait_for(unread, seconds=MAIL_SECONDS, what=f"{what} arrives at {to}")
        self._note(mail, what)
        return mail

    def _note(self, mail: Mail, what: str) -> None:
        self.seen.add(mail.message_id)
        self.tell("mail", what=what, to=mail.to, message_id=mail.message_id, subject=mail.subject)


def _status(page: Page) -> str:
    """The status of a ticket page, from the class of its mark."""
    for mark in page.root.all("span"):
        found = re.search(r"\bstatus-(\w+)", mark["class"])
        if found:
            return found[1]
    return ""


def _is_overdue(row: Element) -> bool:
    return any("clock-breached" in part["class"] for part in row.all("div"))


def _minutes_between(due: str, expected: datetime) -> int:
    """How far the HH:MM in a due line is from a moment, the hour aside: zones differ by hours."""
    found = re.search(r"\b\d\d:(\d\d)\b", due)
    check(found, f"No time of day in {due!r}.")
    assert found is not None
    apart = abs(int(found[1]) - expected.minute)
    return min(apart, 60 - apart)


def _path_of(row: Element) -> str:
    return next(link["href"] for link in row.all("a") if "/desk/tickets/" in link["href"])


def _next_step(page: Page) -> str:
    section = page.root.first("section", aria_labelledby="next-title")
    return section.text if section else ""

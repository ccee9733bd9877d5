"""What a customer and an agent do at a desk of its own, over HTTP."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tests.smoke.browser import Browser, Page
from tests.support.own_desk import OwnDesk

NUMBER = re.compile(r"C-\d{8}-\d{6}-[\dX]")


def complain(desk: OwnDesk, email: str, text: str = "The kettle leaks.") -> str:
    """Send the public form as a customer; return the number it shows."""
    visitor = Browser(desk.address)
    first = visitor.get("/complain/").expect(200)
    second = visitor.send(first, first.form("text", "hurt").fill(text=text, hurt="no")).expect(200)
    form = second.form("name", "email").fill(name="Rosa", email=email)
    answer = visitor.send(second, form).expect(200)
    found = NUMBER.search(answer.text)
    assert found, answer.text[:500]
    return found[0]


def sign_in(desk: OwnDesk, name: str) -> Browser:
    agent = Browser(desk.address)
    page = agent.get("/accounts/login/").expect(200)
    form = page.form("login", "password").fill(login=name, password=f"{name}-has-a-key")
    agent.send(page, form).expect(200)
    return agent


def ticket_path(desk: OwnDesk, number: str) -> str:
    ((ticket_id,),) = desk.sql("SELECT id FROM tickets_ticket WHERE number = %s", number)
    return f"/desk/tickets/{ticket_id}/"


def reply(agent: Browser, path: str, text: str) -> Page:
    page = agent.get(path).expect(200)
    by = datetime.now(UTC) + timedelta(days=2)
    form = page.form("body", "next_step").fill(
        body=text, next_step="A courier comes", next_by=by.strftime("%Y-%m-%dT%H:%M")
    )
    return agent.send(page, form).expect(200)

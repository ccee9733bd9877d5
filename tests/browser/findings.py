"""What axe, and a look at the page's width, find wrong with a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.2 AA with everything it is built on. The size of targets is off in axe unless asked for.
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}

# What another look of the same page can break: its colours.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}

# The furthest-reaching pieces that make a page scroll sideways; what scrolls by itself may be wide.
SPILLS = """
() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const scrolls = (element) => element && element !== document.body &&
    (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX) ||
      scrolls(element.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > room + 1 && !scrolls(e.parentElement))
    .slice(-3)
    .map((e) => [e, e.getBoundingClientRect().right])
    .map(([e, right]) => `${e.localName}.${e.className} reaches ${right} of ${room}`);
}
"""

axe = Axe()


def findings_on(page: Page, options: dict[str, Any] = WCAG) -> list[str]:
    """Return what axe finds, one line for each rule."""
    violations = axe.run(page, options=options).response["violations"]
    return [in_one_line(rule) for rule in violations]


def in_one_line(rule: dict[str, Any]) -> str:
    first = rule["nodes"][0]
    why = " ".join(first["failureSummary"].split())
    return f"{rule['id']}, {len(rule['nodes'])} times, first {first['html'][:200]}: {why[:300]}"


def spills_of(page: Page) -> list[str]:
    """Return what makes the page wider than its window; nothing when it fits."""
    room = page.evaluate("document.documentElement.clientWidth")
    width = page.evaluate("document.documentElement.scrollWidth")
    if width <= room:
        return []
    return page.evaluate(SPILLS) or [f"the page is {width} wide in a window of {room}"]

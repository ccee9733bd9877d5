"""Where the keyboard is on a page, and whether its reader sees it there (WCAG 2.4.7, 2.4.11)."""

from __future__ import annotations

from playwright.sync_api import Page

# A ring is drawn around what has the keyboard, or around the box that stands for it; some of it
# lies in the window, and nothing that floats or sticks lies over all of it.
LOOK = """
() => {
  const here = document.activeElement;
  if (here === document.body) return "nowhere";
  const drawn = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  };
  const shown = [here, here.closest("label, .choice, .attach, .composer-card")].filter(Boolean);
  if (!shown.some(drawn)) return "no ring";
  const seen = shown.some((element) => {
    const box = element.getBoundingClientRect();
    const xs = [0.1, 0.5, 0.9].map((part) => box.left + box.width * part);
    const ys = [0.1, 0.5, 0.9].map((part) => box.top + box.height * part);
    return xs.some((x) => ys.some((y) => {
      const top = document.elementFromPoint(x, y);
      // Marks of two lines may lie at one point of a chart.
      const around = element.ownerSVGElement ?? element;
      return top && (around.contains(top) || top.contains(element));
    }));
  });
  return seen ? "" : "hidden";
}
"""
STOP = """
() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  window.stops ??= new Map();
  if (!window.stops.has(here)) window.stops.set(here, window.stops.size);
  return `${window.stops.get(here)} ${here.outerHTML.slice(0, 160)}`;
}
"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def walk(page: Page, *, back: bool = False, most: int = 250) -> list[str]:
    """Press Tab until the keyboard has left the page or come round; return what was wrong.

    A page that never lets go within `most` stops is wrong too: somebody is trapped on it.
    """
    page.evaluate("window.stops = new Map()")
    wrong, visited = [], set()
    for _ in range(most):
        press(page, "Shift+Tab" if back else "Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop in visited:
            return wrong
        visited.add(stop)
        trouble = page.evaluate(LOOK)
        if trouble:
            wrong.append(f"{trouble}: {stop}")
    return [*wrong, f"after {most} stops the keyboard is still on the page"]


def tab_to(page: Page, selector: str, *, most: int = 25) -> None:
    """Press Tab until the keyboard is there; every stop on the way must be seen."""
    for _ in range(most):
        press(page, "Tab")
        assert_seen(page)
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} can't be reached by pressing Tab {most} times.")


def assert_seen(page: Page) -> None:
    where = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    trouble = page.evaluate(LOOK)
    assert not trouble, f"{page.url}: the keyboard is at {where}: {trouble}"

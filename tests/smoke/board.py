"""What the manager's board shows, and whether each tile opens exactly what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from tests.smoke.browser import Browser, Page

BOARD = "/board/"


@dataclass(frozen=True)
class Tile:
    code: str
    name: str
    value: str
    url: str

    @property
    def count(self) -> int | None:
        """The tile's number, if it counts tickets."""
        return int(self.value) if self.value.isdecimal() else None


def tiles_of(page: Page) -> list[Tile]:
    return [
        Tile(
            code=link["data-tile"],
            name=next((part.text for part in link.all("span", class_="tile-name")), ""),
            value=next((part.text for part in link.all("span", class_="tile-value")), ""),
            url=urljoin(page.url, link["href"]),
        )
        for link in page.root.all("a")
        if "tile" in link["class"].split()
    ]


def numbers_behind(manager: Browser, tile: Tile) -> list[str]:
    """The tickets a tile leads to, page after page."""
    numbers: list[str] = []
    url = tile.url
    while url:
        page = manager.get(url).expect(200)
        numbers += [row["data-ticket"] for row in page.root.all("tr") if "data-ticket" in row]
        url = next((urljoin(url, link["href"]) for link in page.root.all("a", rel="next")), "")
    return numbers


def see_on_board(manager: Browser, number: str, code: str) -> tuple[Tile, list[str]] | None:
    """Return the tile and the tickets behind it once the ticket is one of them; else None."""
    for tile in tiles_of(manager.get(BOARD).expect(200)):
        if tile.code == code:
            numbers = numbers_behind(manager, tile)
            return (tile, numbers) if number in numbers else None
    return None


def wrong_tiles(manager: Browser) -> list[str]:
    """Tiles that count other than what they open, in words; none when all is well."""
    return [
        f"{tile.name} shows {tile.value} and opens {len(numbers)}"
        for tile in tiles_of(manager.get(BOARD).expect(200))
        if tile.count is not None and tile.count != len(numbers := numbers_behind(manager, tile))
    ]

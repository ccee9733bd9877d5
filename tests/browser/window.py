"""A window of a real browser that notices what a person wouldn't: errors and broken policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP refused ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""


@dataclass(frozen=True)
class Look:
    """How somebody sits in front of the desk."""

    language: str
    width: int
    height: int
    scheme: str

    def settings(self) -> dict[str, Any]:
        """Return what the browser is to be opened with; nothing moves, so pictures hold still."""
        return {
            "locale": self.language,
            "viewport": {"width": self.width, "height": self.height},
            "color_scheme": self.scheme,
            "reduced_motion": "reduce",
            "timezone_id": "Asia/Shanghai",
        }


ENGLISH_LIGHT = Look("en-GB", 1440, 900, "light")
CHINESE_DARK = Look("zh-CN", 390, 844, "dark")


class Window:
    """One page in a browser profile of its own. `troubles` lists what went wrong unseen."""

    def __init__(
        self, browser: Browser, address: str, look: Look, *, session: str = "", scripts: bool = True
    ) -> None:
        self.look = look
        self.troubles: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=address, java_script_enabled=scripts, **look.settings()
        )
        self.context.set_default_timeout(10_000)
        if session:
            self.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        self.page: Page = self.context.new_page()
        if scripts:
            self.page.add_init_script(TELL_VIOLATIONS)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self._note(f"script error: {error}"))
        self.page.on("response", self._on_response)

    def open(self, path: str, *, status: int = 200) -> Page:
        """Go to a path of the desk; it must answer with that status."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}, not {status}"
        return self.page

    def close(self) -> None:
        self.context.close()

    def _on_console(self, message: ConsoleMessage) -> None:
        # What could not be loaded is noted by its response, with its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._note(message.text)

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self._note(f"{response.status} for {response.url}")

    def _note(self, what: str) -> None:
        self.troubles.append(f"{self.page.url}: {what}")

"""Addresses of our own style sheets, scripts and icons."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeptManifestStorage(CompressedManifestStaticFilesStorage):
    """Works out each address once a process: a page names 33, and the manifest doesn't change."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[tuple[str, bool], str] = {}

    def url(self, name: str, force: bool = False) -> str:
        key = name, force
        if key not in self._urls:
            self._urls[key] = super().url(name, force)
        return self._urls[key]

"""Compile translations without gettext being installed."""

from pathlib import Path

import polib


def compile_translations(locale_folder: Path) -> list[Path]:
    """Write the .mo beside each .po that is newer; returns what was written."""
    written = []
    for source in sorted(locale_folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written

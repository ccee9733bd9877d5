"""Compile translations without gettext being installed, and judge whether they are complete."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

CATALOGS = ("django.po", "djangojs.po")
TRANSLATED_INTO = "zh_Hans"


def compile_translations(locale_folder: Path) -> list[Path]:
    """Write the .mo beside each .po that is newer; returns what was written."""
    written = []
    for source in sorted(locale_folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written


def problems(project: Path) -> list[str]:
    """What the catalogs lack, in words: no translation, unsure ones, texts never gathered."""
    folder = project / "locale" / TRANSLATED_INTO / "LC_MESSAGES"
    if not (folder / "django.po").exists():
        return [f"There is no catalog {folder / 'django.po'}: run manage.py makemessages."]
    found = [text for path in sorted(folder.glob("*.po")) for text in incomplete(path)]
    return found + list(not_gathered(project))


def incomplete(path: Path) -> list[str]:
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    return [
        f"{path.name}: {'unsure' if entry.fuzzy else 'not translated'}: {entry.msgid!r}"
        for entry in entries
        if not entry.translated()
    ]


def not_gathered(project: Path) -> Iterator[str]:
    """Texts that stand in the sources but not in the catalog. Needs gettext; without it, nothing.

    The catalogs are written anew in a copy: a check must not change what it checks.
    """
    if shutil.which("xgettext") is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        _copy_sources(project, copy)
        for domain in ("django", "djangojs"):
            command = [sys.executable, "manage.py", "makemessages", "-d", domain]
            command += ["-l", TRANSLATED_INTO, "--no-obsolete", "-v", "0"]
            subprocess.run(command, cwd=copy, check=True, capture_output=True)
        for name in CATALOGS:
            yield from _missing_in(project, copy, name)


def _copy_sources(project: Path, copy: Path) -> None:
    """Only what git knows or would take: no environment, no data, no compiled files."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=project, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        source = project / name
        if source.is_file():
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def _missing_in(project: Path, copy: Path, name: str) -> Iterator[str]:
    relative = Path("locale") / TRANSLATED_INTO / "LC_MESSAGES" / name
    known = _messages(project / relative)
    for message in sorted(_messages(copy / relative) - known):
        yield f"{name}: not gathered, run manage.py makemessages: {message[1]!r}"


def _messages(path: Path) -> set[tuple[str, str]]:
    """Context and text of every entry."""
    if not path.exists():
        return set()
    return {(e.msgctxt or "", e.msgid) for e in polib.pofile(str(path)) if not e.obsolete}

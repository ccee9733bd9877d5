"""Gather texts into the catalog, compile it without gettext, judge whether it is complete."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from feedback_desk.runtime.errors import LauncherError

TRANSLATED_INTO = "zh_Hans"
CATALOG = Path("locale") / TRANSLATED_INTO / "LC_MESSAGES" / "django.po"
NOT_FOR_READERS = ("tests", "bench")
INTRODUCTION = "Gathered by bin/messages. docs/glossary.md is the master of words."
# No dates, names or addresses: only a changed text changes the file.
HEADER = {
    "Project-Id-Version": "Feedback Desk",
    "Language": TRANSLATED_INTO,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
Key = tuple[str, str]


def compile_translations(locale_folder: Path) -> list[Path]:
    """Write the .mo beside each .po that is newer; returns what was written."""
    written = []
    for source in sorted(locale_folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written


# --- Gathering ------------------------------------------------------------------------------


def has_gettext() -> bool:
    return all(shutil.which(program) for program in ("xgettext", "msguniq", "msgattrib"))


def update_catalog(project: Path) -> list[str]:
    """Write the catalog anew from the sources and return what still has to be translated.

    Translations are carried over by text and context, never guessed from a similar text. Sorted,
    without line numbers, so that two branches seldom touch the same line.
    """
    if not has_gettext():
        raise LauncherError(
            "Gathering texts needs gettext. Install it (Debian: apt-get install gettext) and run "
            "this again."
        )
    path = project / CATALOG
    known = _by_key(path)
    fresh = polib.POFile(wrapwidth=0)
    fresh.header = INTRODUCTION
    fresh.metadata = HEADER
    for entry in sorted(gathered(project).values(), key=_key):
        _carry_over(entry, known.get(_key(entry)))
        fresh.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))
    return incomplete(path)


def gathered(project: Path) -> dict[Key, polib.POEntry]:
    """Every text that stands in the sources, untranslated. Works in a copy of them."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        _copy_sources(project, copy)
        (copy / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "-l", TRANSLATED_INTO]
        command += ["--no-location", "--no-wrap", "-v", "0"]
        subprocess.run(command, cwd=copy, check=True, capture_output=True)
        return _by_key(copy / CATALOG)


def _copy_sources(project: Path, copy: Path) -> None:
    """Only what git knows or would take: no environment, no data, no catalogs."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=project, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        source = project / name
        if source.is_file() and Path(name).parts[0] not in ("locale", *NOT_FOR_READERS):
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def _carry_over(entry: polib.POEntry, known: polib.POEntry | None) -> None:
    if known is None:
        return
    if entry.msgid_plural:
        entry.msgstr_plural = {0: known.msgstr_plural.get(0, known.msgstr)}
    else:
        entry.msgstr = known.msgstr or known.msgstr_plural.get(0, "")


def _by_key(path: Path) -> dict[Key, polib.POEntry]:
    if not path.exists():
        return {}
    return {_key(entry): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def _key(entry: polib.POEntry) -> Key:
    return entry.msgid, entry.msgctxt or ""


# --- Judging --------------------------------------------------------------------------------


def problems(project: Path) -> list[str]:
    """What the catalog lacks, in words: no translation, unsure ones, texts never gathered."""
    path = project / CATALOG
    if not path.exists():
        return [f"There is no catalog {path}: run bin/messages."]
    return incomplete(path) + (not_gathered(project) if has_gettext() else [])


def incomplete(path: Path) -> list[str]:
    return [
        f"{path.name}: {'unsure' if entry.fuzzy else 'not translated'}: {entry.msgid!r}"
        for entry in _by_key(path).values()
        if not entry.translated()
    ]


def not_gathered(project: Path) -> list[str]:
    """Texts that stand in the sources but not in the catalog, or the other way round."""
    known, wanted = _by_key(project / CATALOG).keys(), gathered(project).keys()
    missing = [f"not gathered, run bin/messages: {text!r}" for text, _ in sorted(wanted - known)]
    gone = [f"used nowhere, run bin/messages: {text!r}" for text, _ in sorted(known - wanted)]
    return missing + gone

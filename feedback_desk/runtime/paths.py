"""Where a desk keeps what it needs at run time.

Two folders, the same one for an ordinary user:

- the *state* folder belongs to whoever runs the desk: secret key, credentials, files, logs;
- the *servers* folder belongs to the account that Postgres and Valkey run under. As root that is
  another account, which can't enter root's folders, so it lies under `/var/lib/feedback-desk`,
  keyed by a hash of the state folder's path and a mark in it: no two clones share a cluster.
"""

import contextlib
import hashlib
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SHARED = Path("/var/lib/feedback-desk")

# The kernel's limit on a Unix socket's path is 108 bytes on Linux and 104 on macOS, with the end.
LONGEST_SOCKET_PATH = 103


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def key_of(path: Path, mark: str = "") -> str:
    return hashlib.sha256(os.fsencode(path.resolve()) + mark.encode()).hexdigest()[:12]


def mark_of(state: Path) -> str:
    """A random mark kept in the state folder: a new clone where an old one was is a new desk."""
    path = state / "desk-mark"
    if not path.exists():
        draft = state / f"desk-mark.{os.getpid()}"
        draft.write_text(secrets.token_hex(8))
        with contextlib.suppress(FileExistsError):  # of two processes the first one wins
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


def everyone_may_enter(folder: Path) -> bool:
    """Whether another account can pass through every folder down to this one."""
    return all(p.stat().st_mode & stat.S_IXOTH for p in (folder, *folder.parents))


@dataclass(frozen=True)
class Places:
    state: Path
    servers: Path

    @classmethod
    def of(cls, state: Path) -> "Places":
        """The places of the desk whose state folder this is; makes the state folder."""
        state = state.absolute()
        state.mkdir(parents=True, exist_ok=True)
        in_project = state.is_relative_to(PROJECT)
        if is_root() and (in_project or not everyone_may_enter(state)):
            return cls(state, SHARED / key_of(state, mark_of(state)))
        return cls(state, state)

    @classmethod
    def from_environment(cls) -> "Places":
        chosen = os.environ.get("FEEDBACK_DESK_DATA_DIR", "").strip()
        return cls.of(Path(chosen) if chosen else PROJECT / ".local")

    @property
    def credentials(self) -> Path:
        return self.state / "credentials.json"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def postgres_data(self) -> Path:
        return self.servers / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.servers / "valkey"

    @property
    def sockets(self) -> Path:
        """A folder only the servers' account may enter, with a path short enough for a socket."""
        folder = self.servers / "run"
        if len(os.fsencode(folder / ".s.PGSQL.65535")) <= LONGEST_SOCKET_PATH:
            return folder
        return Path(tempfile.gettempdir()) / f"feedback-desk-{os.getuid()}-{key_of(self.servers)}"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

"""A real IMAP server and a real SMTP server on loopback, as an ordinary user, on free ports.

Dovecot holds the mailboxes: any name signs in with the password `secret`. Exim stands in front of
it: mail for the local domain goes to Dovecot, all other mail to `capture_port`; it queues, tries
again and writes genuine delivery reports. Each is ended by its own pid.
"""

from __future__ import annotations

import contextlib
import grp
import imaplib
import os
import pwd
import re
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from string import Template

import imap_tools

from tests.support.certificates import Authority
from tests.support.smtp_sink import free_port

HOST = "127.0.0.1"
DOMAIN = "harbour.test"
PASSWORD = "secret"
BED_USER = "mailbed"
PACKAGES = "dovecot-imapd dovecot-lmtpd exim4-daemon-light"
SEARCHED = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin:/sbin"
CONFIGURATION = Path(__file__).parent / "mailbed"


def missing() -> list[str]:
    """Return the servers that aren't installed."""
    return [name for name in ("dovecot", "exim4") if not shutil.which(name, path=SEARCHED)]


class MailBed:
    """`with MailBed(capture_port=...) as bed:` runs both servers."""

    def __init__(self, *, capture_port: int) -> None:
        self.capture_port = capture_port
        self.imap_port, self.lmtp_port, self.smtp_port = free_port(), free_port(), free_port()
        # The same servers, encrypted from the first byte.
        self.imaps_port, self.smtps_port = free_port(), free_port()
        # Where a test may start a provider of OAuth 2 tokens.
        self.oauth_port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="mailbed-"))
        self.user = _own_user()

    def __enter__(self) -> MailBed:
        self._lay_out()
        self.start_imap()
        self.start_smtp()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop_smtp()
        self.stop_imap()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- Setting up --------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for name in ("run", "state", "log", "mail", "spool"):
            (self.folder / name).mkdir()
        self.authority = Authority(self.folder / "tls")
        certificate, key = self.authority.issue()
        blanks = {
            "certificate": certificate,
            "key": key,
            "imaps": self.imaps_port,
            "smtps": self.smtps_port,
            "folder": self.folder,
            "user": self.user.pw_name,
            "group": _group_of(self.user),
            "domain": DOMAIN,
            "imap": self.imap_port,
            "lmtp": self.lmtp_port,
            "smtp": self.smtp_port,
            "capture": self.capture_port,
            "oauth": self.oauth_port,
        }
        for name in ("dovecot.conf", "oauth.conf", "exim.conf"):
            text = Template((CONFIGURATION / name).read_text()).substitute(blanks)
            (self.folder / name).write_text(text)
        self.folder.chmod(0o755)
        if os.getuid() == 0:
            for path in [self.folder, *self.folder.iterdir(), *(self.folder / "tls").iterdir()]:
                if path.name != "exim.conf":  # Exim trusts root's file or its own user's
                    os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a server as the ordinary user; it stays our child, so that it can be ended."""
        program = shutil.which(name, path=SEARCHED)
        assert program, f"{name} is not installed: apt-get install -y {PACKAGES}"
        who = {} if os.getuid() else _as(self.user)
        with (self.folder / "log" / f"{name}.out").open("ab") as output:
            return subprocess.Popen(
                [program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **who,
            )

    # --- Starting and stopping ---------------------------------------------------------------

    def start_imap(self) -> None:
        self.imap = self._start("dovecot", "-F", "-c", str(self.folder / "dovecot.conf"))
        self._wait_for(self.imap_port)
        self._wait_for(self.lmtp_port)
        wait_until(self._lets_sign_in, what=f"somebody can sign in\n{self.log()}")

    def stop_imap(self) -> None:
        _end(self.imap)

    def start_smtp(self) -> None:
        self.smtp = self._start("exim4", "-C", str(self.folder / "exim.conf"), "-bdf", "-q1s")
        self._wait_for(self.smtp_port)

    def stop_smtp(self) -> None:
        _end(self.smtp)

    def _wait_for(self, port: int) -> None:
        wait_until(lambda: bool(_banner(port)), what=f"port {port} answers\n{self.log()}")

    def _lets_sign_in(self) -> bool:
        """The banner comes before the part of the server that knows passwords."""
        try:
            with imaplib.IMAP4(HOST, self.imap_port, timeout=5) as client:
                client.login("nobody.yet", PASSWORD)
        except (OSError, imaplib.IMAP4.error):
            return False
        return True

    def banners(self) -> str:
        """Return what both servers say of themselves."""
        return f"IMAP {_banner(self.imap_port)}\nSMTP {_banner(self.smtp_port)}"

    def log(self) -> str:
        files = sorted((self.folder / "log").glob("*"))
        return "\n".join(file.read_text(errors="replace")[-2000:] for file in files)

    # --- Use ---------------------------------------------------------------------------------

    def deliver(self, raw: bytes, *, to: str, sender: str = "rosa@example.test") -> None:
        """Put a mail straight into a mailbox, as the last server on its way does."""
        with smtplib.LMTP(HOST, self.lmtp_port) as server:
            server.sendmail(sender, [to], raw)

    def send(self, raw: bytes, *, to: str, sender: str = "rosa@example.test") -> None:
        """Hand a mail to the mail server, as a customer's program does."""
        with smtplib.SMTP(HOST, self.smtp_port) as server:
            server.sendmail(sender, [to], raw)

    @contextlib.contextmanager
    def mailbox(self, name: str):
        with imap_tools.MailBoxUnencrypted(HOST, self.imap_port).login(name, PASSWORD) as opened:
            yield opened

    def count(self, name: str, folder: str = "INBOX") -> int:
        with self.mailbox(name) as opened:
            return opened.folder.status(folder)["MESSAGES"]

    def empty(self, name: str) -> None:
        """Remove a mailbox and all its mail."""
        shutil.rmtree(self.folder / "mail" / name, ignore_errors=True)

    def renumber(self, name: str) -> None:
        """Give every mail of a mailbox a new number, as a server does that lost its index."""
        self.stop_imap()
        folder = self.folder / "mail" / name
        _wait_for_another_second_than(folder / "dovecot-uidlist")
        for file in folder.glob("dovecot*"):
            if file.is_file():
                file.unlink()
        self.start_imap()


def _wait_for_another_second_than(numbering: Path) -> None:
    """Dovecot names a numbering by the second it began in: two within one would be the same."""
    began = int(re.search(r" V(\d+)", numbering.read_text()).group(1))
    wait_until(lambda: time.time() >= began + 1, what="a second has passed")


def wait_until(condition: Callable[[], bool], *, seconds: float = 20, what: str) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"Not within {seconds} s: {what}")
        time.sleep(0.02)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait(timeout=20)


def _banner(port: int) -> str:
    try:
        with socket.create_connection((HOST, port), timeout=2) as connection:
            return connection.recv(300).decode("latin-1").strip()
    except OSError:
        return ""


def _own_user() -> pwd.struct_passwd:
    """Return who runs the servers: us, or as root an account without login made for them."""
    if os.getuid():
        return pwd.getpwuid(os.getuid())
    try:
        return pwd.getpwnam(BED_USER)
    except KeyError:
        subprocess.run(["useradd", "-r", "-M", "-s", "/usr/sbin/nologin", BED_USER], check=True)
        return pwd.getpwnam(BED_USER)


def _group_of(user: pwd.struct_passwd) -> str:
    return grp.getgrgid(user.pw_gid).gr_name


def _as(user: pwd.struct_passwd) -> dict:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

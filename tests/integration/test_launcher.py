"""The embedded servers as a desk meets them: started, killed, left behind, shared."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from itertools import product

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege

from feedback_desk.runtime import programs
from feedback_desk.runtime.credentials import APPLICATION
from feedback_desk.runtime.embedded import EmbeddedServers
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import PROJECT, Places
from feedback_desk.runtime.processes import is_alive, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.serial]

# What was promised and broken; the processes of a desk may add to it, and never change it.
PROOF = ("tickets_slabreach", "tickets_slaclockevent")
CHANGES = ("update {} set id = id", "delete from {}", "truncate {} cascade")


@pytest.fixture
def desk(tmp_path_factory):
    """A factory of launchers that share one fresh folder, as processes of one desk do."""
    folder = tmp_path_factory.mktemp("desk")
    opened = []

    def open_desk():
        servers = EmbeddedServers(Places.of(folder), durable=False)
        opened.append(servers)
        return servers

    yield open_desk
    for servers in opened:
        servers.release()
    opened[0].remove()


@pytest.fixture
def servers(desk):
    servers = desk()
    servers.use()
    return servers


@contextlib.contextmanager
def cursor(servers, role="owner"):
    with contextlib.closing(psycopg2.connect(servers.database_url(role))) as connection:
        connection.autocommit = True
        with connection.cursor() as opened:
            yield opened


def write_a_row(servers):
    with cursor(servers) as db:
        db.execute("create table complaint (words text)")
        db.execute("insert into complaint values ('杯子碎了')")


def rows(servers):
    with cursor(servers, "application") as db:
        db.execute("select words from complaint")
        return [words for (words,) in db.fetchall()]


def kill(servers):
    """End both servers without a chance to tidy up."""
    postmaster = servers.postgres.running_pid()
    with cursor(servers) as db:
        db.execute("select pg_backend_pid()")
    os.kill(postmaster, signal.SIGKILL)
    valkey = int(valkey_info(servers)["process_id"])
    os.kill(valkey, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(postmaster) and not is_alive(valkey), 10)


def valkey_info(servers):
    import redis

    with contextlib.closing(redis.Redis.from_url(servers.cache_url())) as client:
        return client.info("server")


def test_the_application_reads_and_writes_rows_but_owns_nothing(servers):
    write_a_row(servers)
    with cursor(servers, "application") as db:
        db.execute("insert into complaint values ('late again')")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            db.execute("drop table complaint")
    assert rows(servers) == ["杯子碎了", "late again"]


def test_no_one_gets_in_without_a_password(servers):
    url = servers.database_url("application")
    user, _, rest = url.partition("://")[2].partition(":")
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(f"postgres://{user}:wrong@{rest.rpartition('@')[2]}")


def test_passwords_and_sockets_are_closed_to_others(servers):
    assert servers.places.credentials.stat().st_mode & 0o077 == 0
    assert servers.places.sockets.stat().st_mode & 0o077 == 0
    assert servers.places.postgres_data.stat().st_mode & 0o077 == 0


def test_chinese_words_have_trigrams(servers):
    with cursor(servers) as db:
        db.execute("create extension pg_trgm")
        db.execute("select show_trgm('退款')")
        assert len(db.fetchone()[0]) > 1


def test_killed_servers_come_back_with_every_row(servers):
    write_a_row(servers)
    kill(servers)
    assert not servers.are_running()
    servers.ensure_running()
    assert rows(servers) == ["杯子碎了"]
    assert servers.valkey.is_running()


def test_a_valkey_that_is_too_busy_to_answer_gets_no_twin(servers):
    valkey = int(valkey_info(servers)["process_id"])
    os.kill(valkey, signal.SIGSTOP)
    try:
        assert not servers.valkey.answers()
        servers.ensure_running()
    finally:
        os.kill(valkey, signal.SIGCONT)
    assert int(valkey_info(servers)["process_id"]) == valkey


def test_a_process_that_was_killed_leaves_servers_that_the_next_one_uses(desk):
    first, second = desk(), desk()
    first.use()
    write_a_row(first)
    postmaster = first.postgres.running_pid()
    first._use.close()  # what the kernel does to the lock of a killed process
    first._use = None
    second.use()
    assert second.postgres.running_pid() == postmaster
    assert rows(second) == ["杯子碎了"]


def test_the_servers_stay_until_the_last_user_leaves(desk):
    first, second = desk(), desk()
    first.use()
    second.use()
    first.release()
    assert second.are_running()
    second.release()
    assert second.postgres.running_pid() is None
    assert not second.valkey.is_running()


@pytest.fixture
def stranger():
    """A living process that has nothing to do with Postgres."""
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def test_a_left_over_pid_file_with_a_strangers_number_is_no_obstacle(servers, stranger):
    write_a_row(servers)
    kill(servers)
    pid_file = servers.places.postgres_data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
    servers.ensure_running()
    assert rows(servers) == ["杯子碎了"]
    assert stranger.poll() is None


def test_data_of_another_version_is_refused_with_the_way_out(servers):
    servers.release()
    (servers.places.postgres_data / "PG_VERSION").write_text("14\n")
    with pytest.raises(LauncherError, match=r"written by Postgres 14.*bin/backup"):
        servers.use()


def test_a_taken_port_makes_the_server_move(desk):

    first = desk()
    first.use()
    write_a_row(first)
    port = first.postgres.credentials().port
    first.release()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        first.use()
        assert first.postgres.credentials().port != port
        assert rows(first) == ["杯子碎了"]


def test_lost_passwords_are_named(servers):
    servers.release()
    servers.places.credentials.unlink()
    with pytest.raises(LauncherError, match=r"credentials\.json are gone"):
        servers.use()


# --- bin/up as a process ------------------------------------------------------------------------


@pytest.fixture
def start_up(tmp_path_factory):
    """Start `bin/up` on a folder of its own; what was started is stopped at the end."""
    folder = tmp_path_factory.mktemp("up")
    places = Places.of(folder)
    started = []

    def start(*arguments):
        command = [sys.executable, "-m", "feedback_desk.runtime", "up", "--data", str(folder)]
        process = subprocess.Popen(
            [*command, "--empty", "--port", "0", *arguments],
            cwd=PROJECT,
            env=plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    start.servers = EmbeddedServers(places)
    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=60)
    EmbeddedServers(places).remove()


def plain_environment():
    """The environment without addresses and settings of the test run."""
    ours = ("FEEDBACK_DESK_", "DATABASE_", "REDIS_", "CACHE_URL", "DJANGO_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return env | {"PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"}


def read_until(process, words, seconds=90):
    """The lines a process prints up to the one with these words."""
    lines = []
    end = time.monotonic() + seconds
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
        assert time.monotonic() < end, "".join(lines)
    raise AssertionError(f"ended without {words!r}:\n{''.join(lines)}")


def test_one_command_runs_the_desk_and_keeps_it_running(start_up):
    """One long test, because it starts everything once: up, a second one, a dead web, Ctrl-C."""
    up = start_up("--without", "worker", "--without", "beat")
    assert "/desk/" in read_until(up, "Ctrl-C stops everything")

    grant_everything_as_a_restore_does(start_up.servers)
    prepare(start_up.servers)
    for table, change in product(PROOF, CHANGES):
        with pytest.raises(InsufficientPrivilege), cursor(start_up.servers, "application") as db:
            db.execute(change.format(table))

    second = start_up()
    assert f"process {up.pid}" in second.communicate(timeout=60)[0]
    assert second.returncode == 0

    os.kill(web_of(up), signal.SIGKILL)
    assert "web was ended by SIGKILL; again in" in read_until(up, "web was ended")

    up.send_signal(signal.SIGINT)
    assert "Stopped." in up.communicate(timeout=60)[0]
    assert up.returncode == 0


def grant_everything_as_a_restore_does(servers):
    with cursor(servers) as db:
        for table in PROOF:
            db.execute(f"grant all on {table} to {APPLICATION}")


def prepare(servers):
    """What every start does first."""
    env = {"FEEDBACK_DESK_DATA_DIR": str(servers.places.state), **programs.addresses(servers)}
    command = [sys.executable, "manage.py", "prepare", "--empty"]
    subprocess.run(command, cwd=PROJECT, env=plain_environment() | env, check=True)


def test_an_end_while_it_starts_leaves_nothing_running(start_up):
    up = start_up()
    assert wait_until(lambda: start_up.servers.postgres.running_pid() is not None, 60)
    up.terminate()
    up.communicate(timeout=60)
    assert up.returncode == 130
    assert not start_up.servers.are_running()


def web_of(up):
    command = ["pgrep", "-P", str(up.pid), "-f", "gunicorn"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(found.stdout.split()[0])

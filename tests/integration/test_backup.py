"""A backup is worth what its restore brings back, so every test here restores one."""

import argparse
import contextlib
import tarfile

import psycopg2
import pytest

from feedback_desk.runtime import backup
from feedback_desk.runtime.embedded import EmbeddedServers, Wanted
from feedback_desk.runtime.errors import LauncherError
from feedback_desk.runtime.paths import Places

pytestmark = [pytest.mark.faults, pytest.mark.serial]

PHOTO = "files/ab/ab12cd"


@pytest.fixture(autouse=True)
def no_address(monkeypatch):
    """These desks use embedded servers of their own, wherever the suite runs."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)


@pytest.fixture
def new_desk(tmp_path_factory):
    opened = []

    def make():
        servers = EmbeddedServers(
            Places.of(tmp_path_factory.mktemp("desk")), Wanted(valkey=False), durable=False
        )
        servers.use()
        opened.append(servers)
        return servers

    yield make
    for servers in opened:
        servers.release()
        servers.remove()


@pytest.fixture
def desk(new_desk):
    """A desk with one complaint, its photo and a trigger that refuses changes, like ours."""
    servers = new_desk()
    execute(servers, COMPLAINT)
    photo = servers.places.state / PHOTO
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"broken glass")
    (servers.places.state / "secret-key").write_text("the key of the links in mails")
    return servers


COMPLAINT = """
create extension pg_trgm;
create table complaint (number bigint generated always as identity, words text);
create index on complaint using gin (words gin_trgm_ops);
insert into complaint (words) values ('包装破损，玻璃碎了');
create function refuse() returns trigger language plpgsql as
    $$ begin raise 'append only'; end $$;
create trigger kept before update or delete on complaint
    for each row execute function refuse();
"""


def execute(servers, statement, role="owner"):
    connection = psycopg2.connect(servers.database_url(role))
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def save(servers, target):
    backup.backup(argparse.Namespace(target=target, data=servers.places.state))


def bring_back(servers, source, *, force=False):
    options = argparse.Namespace(source=source, data=servers.places.state, force=force)
    backup.restore(options)


def test_a_new_desk_gets_rows_files_and_key_back(desk, new_desk, tmp_path):
    save(desk, tmp_path / "all.fdbackup")
    other = new_desk()
    bring_back(other, tmp_path / "all.fdbackup")
    assert execute(other, "select * from complaint") == [(1, "包装破损，玻璃碎了")]
    assert (other.places.state / PHOTO).read_bytes() == b"broken glass"
    assert (other.places.state / "secret-key").read_text() == "the key of the links in mails"


def test_the_restored_desk_works_on(desk, new_desk, tmp_path):
    """The application may write, numbers go on, and what was append-only still is."""
    save(desk, tmp_path / "all.fdbackup")
    other = new_desk()
    bring_back(other, tmp_path / "all.fdbackup")
    execute(other, "insert into complaint (words) values ('late again')", "application")
    assert execute(other, "select max(number) from complaint", "application") == [(2,)]
    with pytest.raises(psycopg2.errors.RaiseException, match="append only"):
        execute(other, "delete from complaint", "application")


def test_a_database_with_data_is_not_overwritten(desk, tmp_path):
    save(desk, tmp_path / "all.fdbackup")
    execute(desk, "insert into complaint (words) values ('after the backup')")
    with pytest.raises(LauncherError, match=r"isn't empty.*--data NEW_FOLDER.*--force"):
        bring_back(desk, tmp_path / "all.fdbackup")
    assert execute(desk, "select count(*) from complaint") == [(2,)]


def test_force_replaces_it_and_the_application_still_gets_in(desk, tmp_path):
    save(desk, tmp_path / "all.fdbackup")
    execute(desk, "insert into complaint (words) values ('after the backup')")
    bring_back(desk, tmp_path / "all.fdbackup", force=True)
    assert execute(desk, "select count(*) from complaint", "application") == [(1,)]


def test_a_backup_into_a_folder_is_dated_and_private(desk, tmp_path):
    save(desk, tmp_path)
    (made,) = tmp_path.glob("feedback-desk-*.fdbackup")
    assert made.stat().st_mode & 0o077 == 0
    with tarfile.open(made) as archive:
        assert archive.getnames()[:2] == ["about.json", "database.dump"]


def test_a_folder_that_is_missing_is_made(desk, tmp_path):
    save(desk, tmp_path / "backups")
    assert len(list((tmp_path / "backups").glob("feedback-desk-*.fdbackup"))) == 1
    assert len(list((tmp_path / "backups").iterdir())) == 1, "nothing else is left there"


def test_an_empty_database_of_elsewhere_opens_to_the_application(desk, new_desk, tmp_path):
    """Nobody has to grant anything first: the owner makes the tables, the application uses them."""
    save(desk, tmp_path / "all.fdbackup")
    other = new_desk()
    execute(other, "drop schema public cascade; create schema public")
    bring_back(other, tmp_path / "all.fdbackup")
    assert execute(other, "select count(*) from complaint", "application") == [(1,)]


def test_another_file_is_refused_before_anything_is_touched(desk, tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"not a backup")
    with pytest.raises(LauncherError, match=r"holiday.jpg isn't a file made by bin/backup"):
        bring_back(desk, tmp_path / "holiday.jpg", force=True)
    assert execute(desk, "select count(*) from complaint") == [(1,)]

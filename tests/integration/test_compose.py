"""The keys of docker-compose.yml that matter. No container engine is needed to judge them."""

import os
import re
import shutil
import subprocess

import pytest
import yaml

from feedback_desk.runtime import programs
from feedback_desk.runtime.paths import PROJECT, Places

OURS = ("web", "worker", "worker-prompt", "beat", "migrate")
SERVERS = ("postgres", "valkey")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_the_same_processes_run_as_in_bin_up(services, tmp_path):
    ours = {p.name for p in programs.programs(Places(tmp_path, tmp_path))}
    assert {s["command"][1] for s in services.values() if "run" in s.get("command", [])} == ours


@pytest.mark.parametrize("name", ["web", "worker", "worker-prompt"])
def test_what_is_scaled_claims_nothing_that_exists_once(services, name):
    """A fixed name or a port of the host would let only the first replica start."""
    assert "container_name" not in services[name]
    assert "ports" not in services[name]
    assert "hostname" not in services[name]


def test_only_the_proxy_is_open_to_the_world(services):
    open_to_all = [
        name
        for name, service in services.items()
        for port in service.get("ports", [])
        if not port.startswith("127.0.0.1:")
    ]
    assert set(open_to_all) == {"proxy"}


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_do_little(services, name):
    service = services[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "no-new-privileges:true" in service["security_opt"]


def test_a_worker_starts_without_checking_all_of_django():
    """As in bin/up: it took seconds of each start, and `prepare` has checked the settings."""
    assert "CELERY_SKIP_CHECKS=1" in (PROJECT / "Dockerfile").read_text()


def test_the_image_runs_as_an_ordinary_user_from_hashed_packages():
    dockerfile = (PROJECT / "Dockerfile").read_text()
    last_stage = dockerfile.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!root|0)\w+", last_stage, re.MULTILINE)
    assert last_stage.index("USER desk") < last_stage.index("ENTRYPOINT")
    assert "--require-hashes --only-binary :all:" in dockerfile


@pytest.mark.parametrize("name", ["proxy", "web", "worker", "worker-prompt", "beat", *SERVERS])
def test_every_lasting_container_is_asked_how_it_is(services, name):
    assert services[name]["healthcheck"]["test"][0] == "CMD"
    assert services[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["web", "worker", "worker-prompt", "beat"])
def test_nothing_of_ours_starts_before_the_migration_is_through(services, name):
    conditions = {what: how["condition"] for what, how in services[name]["depends_on"].items()}
    assert conditions == {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "valkey": "service_healthy",
    }


def test_only_the_migration_knows_the_owner_of_the_tables(services):
    knowing = [n for n in OURS if "DATABASE_OWNER_URL" in services[n]["environment"]]
    assert knowing == ["migrate"]
    assert services["migrate"]["restart"] == "no"


@pytest.mark.parametrize("name", [*OURS, *SERVERS])
def test_secrets_come_from_outside_and_have_no_default(services, name):
    secrets = {
        key: value
        for key, value in services[name].get("environment", {}).items()
        if re.search(r"SECRET|AUTH|^DATABASE|^REDIS|POSTGRES_PASSWORD|APP_PASSWORD", key)
    }
    assert secrets
    for key, value in secrets.items():
        assert re.search(r"\$\{\w+:\?[^}]+\}", value), f"{key} needs ${{NAME:?what to set}}"


def test_data_outlives_its_containers(compose, services):
    mounts = {name: services[name]["volumes"] for name in ("web", "postgres", "valkey")}
    named = {mount.partition(":")[0] for found in mounts.values() for mount in found}
    assert {"files", "postgres", "valkey"} <= named & set(compose["volumes"])


def test_the_mail_catcher_is_only_there_to_try_out(services):
    assert services["mailpit"]["profiles"] == ["try"]


def test_every_setting_of_the_containers_is_documented(services):
    reference = (PROJECT / "docs/reference/settings.md").read_text()
    names = {key for name in OURS for key in services[name]["environment"]}
    assert {name for name in names if f"`{name}`" not in reference} == set()


# --- as Compose itself reads it -----------------------------------------------------------------

GIVEN = {
    "POSTGRES_APP_PASSWORD": "a",
    "POSTGRES_OWNER_PASSWORD": "b",
    "REDIS_PASSWORD": "c",
    "FEEDBACK_DESK_SECRET_KEY": "d",
    "FEEDBACK_DESK_SITE_URL": "https://desk.example.com",
    "FEEDBACK_DESK_ALLOWED_HOSTS": "desk.example.com",
    "FEEDBACK_DESK_SMTP_HOST": "smtp.example.com",
    "SITE_ADDRESS": "desk.example.com",
}


@pytest.fixture
def read_by_compose():
    """Let docker-compose read the file with these variables. Debian packages it on its own."""
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("apt-get install docker-compose lets Compose itself read the file")

    def read(variables, *options):
        command = [program, "-f", str(PROJECT / "docker-compose.yml"), "config", *options]
        env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **variables}
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    return read


def test_compose_accepts_the_file(read_by_compose):
    result = read_by_compose(GIVEN, "-q")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("missing", GIVEN)
def test_compose_asks_for_each_thing_that_must_be_given(read_by_compose, missing):
    result = read_by_compose({name: GIVEN[name] for name in GIVEN if name != missing}, "-q")
    assert result.returncode != 0
    assert missing in result.stderr


def test_further_settings_reach_the_desk_and_nobody_else(read_by_compose, tmp_path):
    file = tmp_path / "desk.env"
    file.write_text("FEEDBACK_DESK_FORM_RATE=50/h\nFEEDBACK_DESK_SECRET_INBOX=rowan\n")
    result = read_by_compose(GIVEN | {"FEEDBACK_DESK_ENV_FILE": str(file)})
    assert result.returncode == 0, result.stderr
    told = {
        name
        for name, service in yaml.safe_load(result.stdout)["services"].items()
        if service.get("environment", {}).get("FEEDBACK_DESK_SECRET_INBOX") == "rowan"
    }
    assert told == set(OURS)

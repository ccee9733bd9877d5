"""The processes of a desk on one machine: what each runs, with which settings.

`docker-compose.yml` runs the same ones, a container each.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from feedback_desk.env import env_int, env_str
from feedback_desk.runtime.addresses import cache_beside
from feedback_desk.runtime.embedded import EmbeddedServers
from feedback_desk.runtime.paths import PROJECT, Places

# Quiet: no banner among the lines of a log that programs read.
CELERY = [sys.executable, "-m", "celery", "--app", "feedback_desk.celery", "--quiet"]
# An escalation or an acknowledgement never waits behind a report or a survey campaign.
PROMPT_QUEUES = "urgent,mail"
OTHER_QUEUES = "default,analytics,bulk"


@dataclass(frozen=True)
class Program:
    name: str
    kind: str
    """What `--without` leaves out: web, worker or beat."""
    command: list[str]


def programs(places: Places) -> list[Program]:
    beat_file = str(places.state / "beat-schedule")
    return [
        Program("web", "web", web_command()),
        Program("worker-prompt", "worker", worker_command("prompt", PROMPT_QUEUES)),
        Program("worker", "worker", worker_command("other", OTHER_QUEUES)),
        Program("beat", "beat", [*CELERY, "beat", "--pidfile=", "--schedule", beat_file]),
    ]


def web_command() -> list[str]:
    settings = "python:feedback_desk.runtime.gunicorn_settings"
    return [sys.executable, "-m", "gunicorn", "-c", settings, "feedback_desk.wsgi"]


def worker_command(name: str, queues: str) -> list[str]:
    slots = env_int("FEEDBACK_DESK_WORKER_PROCESSES", default=1, minimum=1)
    return [
        *CELERY,
        "worker",
        f"--hostname={name}@%h",
        f"--queues={queues}",
        f"--concurrency={slots}",
        "--loglevel=INFO",
        "--without-gossip",
        "--without-mingle",
    ]


def environment(servers: EmbeddedServers, host: str, port: int) -> dict[str, str]:
    """What every process of the desk is told. A value given from outside always wins."""
    own = {
        "DJANGO_SETTINGS_MODULE": "feedback_desk.settings",
        "FEEDBACK_DESK_DATA_DIR": str(servers.places.state),
        "FEEDBACK_DESK_LOCAL": "1",
        "FEEDBACK_DESK_SITE_URL": f"http://{host}:{port}",
        "FEEDBACK_DESK_BIND": f"{host}:{port}",
        "PYTHONPATH": str(PROJECT),
        "PYTHONUNBUFFERED": "1",
        # Celery would check all of Django at each start of a worker, and load every page for it.
        "CELERY_SKIP_CHECKS": "1",
        **addresses(servers),
    }
    given = {name: value for name, value in os.environ.items() if value.strip()}
    always = {name: own[name] for name in ("FEEDBACK_DESK_DATA_DIR", "FEEDBACK_DESK_BIND")}
    return own | given | always


def addresses(servers: EmbeddedServers) -> dict[str, str]:
    """Where the database, the broker and the cache are, for those that we started."""
    found = {}
    if servers.wanted.postgres:
        found["DATABASE_URL"] = servers.database_url("application")
        found["DATABASE_OWNER_URL"] = servers.database_url("owner")
    if servers.wanted.valkey:
        found["REDIS_URL"] = servers.redis_url()
        found["CACHE_URL"] = servers.cache_url()
    else:
        found["CACHE_URL"] = cache_beside(os.environ["REDIS_URL"])
    return found


def log_file(places: Places, program: Program) -> Path:
    return places.logs / f"{program.name}.log"


def stop_seconds() -> int:
    """How long a process may finish what it does before it is killed."""
    return env_int("FEEDBACK_DESK_STOP_SECONDS", default=20, minimum=1)


def host() -> str:
    return env_str("FEEDBACK_DESK_HOST", default="127.0.0.1")

"""Settings of the web server, read by gunicorn itself. They come from the environment like ours.

The application is loaded once, before the workers are forked, so that they share its memory.
"""

import gc
import os
from typing import Any

from feedback_desk import logs
from feedback_desk.env import env_int, env_str
from feedback_desk.runtime.sharing import Sharing

bind = env_str("FEEDBACK_DESK_BIND", default="127.0.0.1:8000")
workers = env_int("FEEDBACK_DESK_WEB_WORKERS", default=2, minimum=1)
threads = env_int("FEEDBACK_DESK_WEB_THREADS", default=4, minimum=1)
worker_class = "gthread"
preload_app = True
timeout = env_int("FEEDBACK_DESK_WEB_TIMEOUT", default=30, minimum=1)
graceful_timeout = 15
keepalive = 5
# A heartbeat file on a disk can stall a worker for seconds; memory can't.
MEMORY_FOLDER = "/dev/shm"  # nosec B108 - gunicorn makes a file without a name in it
worker_tmp_dir = MEMORY_FOLDER if os.path.isdir(MEMORY_FOLDER) else None
control_socket_disable = True
logconfig_dict = logs.from_environment()

sharing = Sharing(workers)


def pre_fork(server: Any, worker: Any) -> None:
    """Keep the collector away from what was loaded before the fork: touching it would copy it."""
    gc.freeze()
    sharing.joins(worker.age)


def child_exit(server: Any, worker: Any) -> None:
    sharing.leaves(worker.age)


def pre_request(worker: Any, request: Any) -> None:
    sharing.begins(worker.age)
    if sharing.has_more_than_another(worker.age):
        request.force_close()


def post_request(worker: Any, request: Any, environ: Any, response: Any) -> None:
    sharing.ends(worker.age)

"""The Celery application. What runs when stands in `settings.CELERY_BEAT_SCHEDULE`."""

import gc
import os

from celery import Celery
from celery.signals import beat_init, worker_before_create_process

from feedback_desk.runtime.heartbeat import show_life_by_file
from feedback_desk.runtime.worker_words import speak_in_lines

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_desk.settings")
app = Celery("feedback_desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
show_life_by_file()
speak_in_lines()


@worker_before_create_process.connect
def settle_memory(**_about: object) -> None:
    """Leave what was loaded at the start out of garbage collection, before the process is forked.

    A sweep makes thousands of rows; each time the collector would look through all of Django, and
    by looking would copy it: 70 MB a worker.
    """
    gc.collect()
    gc.freeze()


@beat_init.connect
def listen_for_mail(**_about: object) -> None:
    """Hear of new mail from servers that tell of it, in the one process that there is one of."""
    from channels.email.watching import listen_beside_beat

    listen_beside_beat()

"""The Celery application. What runs when stands in `settings.CELERY_BEAT_SCHEDULE`."""

import os

from celery import Celery

from feedback_desk.runtime.heartbeat import show_life_by_file

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_desk.settings")
app = Celery("feedback_desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
show_life_by_file()

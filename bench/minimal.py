"""The ceiling: the least that a Django view can do that writes three rows, under our gunicorn.

BENCH_DATABASE_URL=postgres://... gunicorn bench.minimal:application
"""

from __future__ import annotations

import os
from typing import Any

import django
from django.conf import settings

from feedback_desk.databases import database_config

TABLES = """
CREATE TABLE IF NOT EXISTS bench_ticket (
    id bigserial PRIMARY KEY, subject text NOT NULL, status text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS bench_message (
    id bigserial PRIMARY KEY, ticket_id bigint NOT NULL REFERENCES bench_ticket,
    text text NOT NULL);
CREATE TABLE IF NOT EXISTS bench_event (
    id bigserial PRIMARY KEY, ticket_id bigint NOT NULL REFERENCES bench_ticket,
    code text NOT NULL);
"""

settings.configure(
    SECRET_KEY="measured, not used",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": database_config(os.environ["BENCH_DATABASE_URL"], keep_seconds=600)},
    DB_PREPARE=False,
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402


class BenchTicket(models.Model):
    subject = models.TextField()
    status = models.TextField()

    class Meta:
        app_label = "bench"
        db_table = "bench_ticket"


class BenchMessage(models.Model):
    ticket = models.ForeignKey(BenchTicket, models.CASCADE)
    text = models.TextField()

    class Meta:
        app_label = "bench"
        db_table = "bench_message"


class BenchEvent(models.Model):
    ticket = models.ForeignKey(BenchTicket, models.CASCADE)
    code = models.TextField()

    class Meta:
        app_label = "bench"
        db_table = "bench_event"


def take_in(request: HttpRequest) -> HttpResponse:
    text = request.POST["text"]
    with transaction.atomic():
        ticket = BenchTicket.objects.create(subject=text[:80], status="new")
        BenchMessage.objects.create(ticket=ticket, text=text)
        BenchEvent.objects.create(ticket=ticket, code="ticket.opened")
    return HttpResponse(str(ticket.pk))


def make_tables(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    return HttpResponse("made")


urlpatterns: list[Any] = [path("tables/", make_tables), path("", take_in)]
application = get_wsgi_application()

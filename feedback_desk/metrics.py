"""Figures for Prometheus, read from Postgres at scrape time: processes hold no state."""

from collections.abc import Iterator

from django.conf import settings
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from tickets.lag import backlog, lags


class DeskCollector(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        late = GaugeMetricFamily(
            "feedback_desk_overdue_seconds",
            "Age of the oldest work that should have been done, by sweep.",
            labels=["sweep"],
        )
        found = lags()
        for name, seconds in found.items():
            late.add_metric([name], seconds)
        yield late
        bound = settings.LAG_ALARM_SECONDS
        alarms = GaugeMetricFamily(
            "feedback_desk_lag_alarm", "1 where a sweep is later than its bound.", labels=["sweep"]
        )
        for name, seconds in found.items():
            alarms.add_metric([name], int(seconds > bound))
        yield alarms
        waiting = GaugeMetricFamily(
            "feedback_desk_deliveries", "Deliveries by state.", labels=["state"]
        )
        for state, count in backlog().items():
            waiting.add_metric([state], count)
        yield waiting


REGISTRY.register(DeskCollector())

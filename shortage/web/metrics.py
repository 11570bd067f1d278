"""What an operator sees from outside: counts and times, at a port of its own that is off unless it is asked for.

``SHORTAGE_METRICS_PORT`` opens it, on this machine only unless ``SHORTAGE_METRICS_HOST`` names another address of it;
the port that readers use never answers it. Nothing here is about a reader: no address, no session, no search word.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shortage.settings import settings

LOG = logging.getLogger("shortage.web")
HERE = "127.0.0.1"
KINDS = ("figure", "data", "note", "api", "static", "_stcore", "media")
"""First parts of a path that are counted by name; any other is a page."""
REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "shortage_requests", "Requests, by what was asked and how it ended.", ["kind", "status"], registry=REGISTRY
)
SECONDS = Histogram("shortage_request_seconds", "Time that a request took.", ["kind"], registry=REGISTRY)
DRAWING = Histogram("shortage_drawing_seconds", "Time that making a file took.", ["format"], registry=REGISTRY)
CACHE = Counter(
    "shortage_file_cache", "Files asked for, by whether they were made before.", ["found"], registry=REGISTRY
)
EXPORTS = Counter("shortage_exports", "Files handed out.", ["format"], registry=REGISTRY)
PAGES = Gauge("shortage_open_pages", "Pages that are open at this moment.", registry=REGISTRY)
RUNS = Histogram("shortage_page_seconds", "Time that making a page took.", ["page"], registry=REGISTRY)


def kind(path: str) -> str:
    """Return what a path asks for, as it is counted."""
    first = path.strip("/").split("/")[0].partition(".")[0]
    return first if first in KINDS else "page"


def request(path: str, status: int | str, seconds: float) -> None:
    """Count a request; ``status`` by its hundreds."""
    name = kind(path)
    REQUESTS.labels(name, f"{status // 100}xx" if isinstance(status, int) else status).inc()
    SECONDS.labels(name).observe(seconds)


def timed(format: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return the making of a file with its time counted."""

    def work() -> bytes:
        with DRAWING.labels(format).time():
            return make()

    return work


class Data(Collector):
    """What the store holds, read when it is asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give age and state of the data, and what came of the last load."""
        from shortage.web.readiness import readiness  # which writes logs, and logs count here

        facts, status = readiness()
        yield GaugeMetricFamily("shortage_ready", "Whether every listed table can be read.", status == 200)
        if facts.get("data", {}).get("age_days") is not None:
            yield GaugeMetricFamily(
                "shortage_data_age_days", "Days since the newest release.", facts["data"]["age_days"]
            )
        tables = GaugeMetricFamily("shortage_tables", "Tables by state.", labels=["state"])
        tables.add_metric(["listed"], facts.get("tables", 0))
        for state in ("missing", "stale", "failed"):
            tables.add_metric([state], len(facts.get(state, ())))
        yield tables


REGISTRY.register(Data())


def serve() -> None:
    """Open the port that an operator asks, where one is set; a port that cannot be had is said, and nothing stops."""
    port, host = settings().metrics_port, settings().metrics_host
    if not port:
        return
    try:
        start_http_server(port, host, REGISTRY)
    except OSError as error:
        LOG.error("no metrics at %s:%s: %s", host, port, error)

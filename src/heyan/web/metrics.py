"""What the house measures of itself, in the words of Prometheus: numbers, and nothing personal.

Labels are words of our own and names from the settings, so there are few series and always the
same. What this process counts is in its memory; what waits is asked of the database, at most once
in ten seconds. It is answered at a door of its own, that no visitor comes to.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from litestar.types import Receive, Scope, Send
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from heyan.casework.answers.answering import Verdict
from heyan.casework.desk import Desk
from heyan.casework.keeping.measuring import Measured, Measuring
from heyan.casework.tally import SIZES

PATH = "/metrics"
_FOUND, _NOWHERE, _WRONG_METHOD = 200, 404, 405
_ENDS = tuple(str(float(size)) for size in SIZES)


@dataclass(frozen=True)
class LinkMeter:
    """One link to a carrier, as its process sees it."""

    link: str
    carrier: str
    up: bool
    sent: int
    accepted: int
    refused: int
    unknown: int
    reports: int
    latency: float | None  # seconds to an answer, a running mean


@dataclass(frozen=True)
class StockMeter:
    """The captchas that are drawn ahead."""

    size: int
    age: float


@dataclass(frozen=True)
class Sources:
    """Where the web room asks what only its process knows."""

    links: Callable[[], Sequence[LinkMeter]] = field(default=tuple)
    stock: Callable[[], StockMeter | None] = field(default=lambda: None)


class Metrics:
    """Answers whoever watches the house."""

    def __init__(self, desk: Desk, sources: Sources | None = None) -> None:
        self._desk = desk
        self._sources = sources or Sources()
        self._measuring = Measuring(desk)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI's signature
        asked = scope["method"] in {"GET", "HEAD"}  # type: ignore[typeddict-item]  # HTTP has one
        status = (_FOUND if asked else _WRONG_METHOD) if scope["path"] == PATH else _NOWHERE
        text = await self.text() if status == _FOUND else b""
        headers = [
            (b"content-type", CONTENT_TYPE_LATEST.encode()),
            (b"cache-control", b"no-store"),
            *([(b"allow", b"GET, HEAD")] if status == _WRONG_METHOD else []),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text, "more_body": False})

    async def text(self) -> bytes:
        """Write every metric down as it is now."""
        measured = await self._measuring.measure()
        registry = CollectorRegistry()
        registry.register(_Told([*self._counted(), *_waiting(measured)]))
        return generate_latest(registry)

    def _counted(self) -> Iterator[Metric]:
        tally = self._desk.tally
        answers = CounterMetricFamily(
            "heyan_answers", "Answers given on the portals, by verdict.", labels=["verdict"]
        )
        for verdict in Verdict:
            answers.add_metric([verdict], tally.answers[verdict])
        batches = HistogramMetricFamily(
            "heyan_batch_size", "How much was decided together.", labels=["deed"]
        )
        for deed, sizes in sorted(tally.batches.items()):
            ends = [*zip(_ENDS, sizes.upto, strict=True), ("+Inf", sizes.count)]
            batches.add_metric([deed], [(end, float(count)) for end, count in ends], sizes.total)
        errors = CounterMetricFamily(
            "heyan_database_errors", "Transactions that failed, by kind.", labels=["kind"]
        )
        for kind, count in sorted(self._desk.database.errors.items()):
            errors.add_metric([kind], count)
        yield from (answers, batches, errors)
        yield from _links(self._sources.links())
        yield from _stock(self._sources.stock())


@dataclass(eq=False)
class _Told(Collector):
    """Hands over what was gathered."""

    metrics: Sequence[Metric]

    def collect(self) -> Iterator[Metric]:
        return iter(self.metrics)


def _waiting(measured: Measured | None) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "heyan_database_up", "Whether the database answers.", value=measured is not None
    )
    if measured is None:
        return
    queued = GaugeMetricFamily(
        "heyan_messages_queued", "Messages that wait.", labels=["carrier", "urgency"]
    )
    oldest = GaugeMetricFamily(
        "heyan_messages_queued_oldest_seconds",
        "For how long the oldest has been waiting to go.",
        labels=["carrier", "urgency"],
    )
    for (carrier, urgency), waiting in measured.queues.items():
        queued.add_metric([carrier, urgency], waiting.count)
        oldest.add_metric([carrier, urgency], measured.age(waiting))
    unanswered = GaugeMetricFamily(
        "heyan_messages_unanswered", "Messages whose carrier has not answered.", labels=["state"]
    )
    for state, count in measured.unanswered.items():
        unanswered.add_metric([state], count)
    cases = GaugeMetricFamily("heyan_cases_open", "Cases that have not ended.", labels=["state"])
    for name, count in measured.open_cases.items():
        cases.add_metric([name], count)
    yield from (queued, oldest, unanswered, cases)
    yield GaugeMetricFamily(
        "heyan_cases_overdue",
        "Cases on which time should have acted; 10000 stands for more.",
        value=measured.overdue.count,
    )
    yield GaugeMetricFamily(
        "heyan_cases_overdue_oldest_seconds",
        "For how long the oldest has been overdue.",
        value=measured.age(measured.overdue),
    )


def _links(links: Sequence[LinkMeter]) -> Iterator[Metric]:
    labels = ["link", "carrier"]
    up = GaugeMetricFamily("heyan_link_up", "Whether a link is logged in.", labels=labels)
    latency = GaugeMetricFamily(
        "heyan_link_latency_seconds", "To a carrier's answer, a running mean.", labels=labels
    )
    messages = CounterMetricFamily(
        "heyan_link_messages", "What became of messages on a link.", labels=[*labels, "fate"]
    )
    for link in links:
        names = [link.link, link.carrier]
        up.add_metric(names, link.up)
        if link.latency is not None:
            latency.add_metric(names, link.latency)
        for fate in ("sent", "accepted", "refused", "unknown", "reports"):
            messages.add_metric([*names, fate], getattr(link, fate))
    yield from (up, latency, messages)


def _stock(stock: StockMeter | None) -> Iterator[Metric]:
    if stock is not None:
        yield GaugeMetricFamily("heyan_captchas_ready", "Captchas drawn ahead.", value=stock.size)
        yield GaugeMetricFamily(
            "heyan_captchas_oldest_seconds", "Age of the oldest of them.", value=stock.age
        )

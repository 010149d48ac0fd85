"""Health as Prometheus reads it; names follow https://prometheus.io/docs/practices/naming/."""

from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.messages.operations.view import Health

__all__ = ["CONTENT_TYPE_LATEST", "metrics"]
UNKNOWN = float("nan")


class _Figures(Collector):
    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Every figure of a health."""
        health = self._health
        late = health.outbox.late
        yield _gauge(
            "oldest_due_message_age_seconds",
            "Age of the oldest message that is due and not sent.",
            late.total_seconds() if late else 0.0,
        )
        yield _gauge("due_messages", "Messages that are due and not sent.", health.outbox.due)
        yield _gauge("retried_messages", "Messages that wait again after a failure.", health.outbox.tried)
        states = GaugeMetricFamily(
            "duban_messages", "Messages by state; ended ones of the last 24 hours.", labels=["state"]
        )
        for state, count in health.outbox.counts.items():
            states.add_metric([state.value], count)
        yield states
        yield _gauge("blocked_people", "People who have blocked the bot.", len(health.blocked))
        yield _gauge("unbound_people", "People without a bound account.", len(health.unbound))
        yield _gauge("tick_age_seconds", "Time since the clock's last round.", health.pulse.age)
        yield _gauge("tick_lag_seconds", "How late the clock's last round was.", health.pulse.lag)
        yield _gauge("tick_failures", "Parts of the last round that failed.", len(health.pulse.failed))
        yield _gauge("poll_age_seconds", "Time since Telegram last handed out updates.", health.line.age)
        yield _gauge(
            "poll_refused", "1 where Telegram refuses the token, or another program polls.", health.line.refused
        )
        yield _gauge("line_suspect", "1 where nobody answered the message that tries the line.", bool(health.suspect))
        if health.team:
            oldest = health.team.tray.oldest
            yield _gauge("inbox_updates", "Updates that were received and are not handled.", health.team.tray.waiting)
            yield _gauge(
                "inbox_oldest_age_seconds", "Age of the oldest of them.", oldest.total_seconds() if oldest else 0.0
            )
            roles = GaugeMetricFamily("duban_processes", "Processes at work by role.", labels=["duty"])
            for role, count in health.team.roles.items():
                roles.add_metric([role], count)
            yield roles
        made = health.backup.timestamp() if health.backup else None
        yield _gauge("last_backup_timestamp_seconds", "When the last backup was made.", made)
        yield _gauge("calendar_years_missing", "Years needed whose days of rest are not known.", len(health.uncovered))
        if health.space:
            yield _gauge("ledger_bytes", "Size of the ledger's files.", health.space.ledger)
            yield _gauge("evidence_bytes", "Size of the evidence.", health.space.evidence)
            yield _gauge("free_bytes", "Free space on the disk of the evidence.", health.space.free)


def _gauge(name: str, what: str, value: float | str | None) -> GaugeMetricFamily:
    figure = UNKNOWN if value is None else float(bool(value)) if isinstance(value, str) else value
    return GaugeMetricFamily(f"duban_{name}", what, value=figure)


def metrics(health: Health) -> bytes:
    """The figures in Prometheus's text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(health))
    return generate_latest(registry)

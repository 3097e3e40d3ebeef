"""What the process counts about itself, for Prometheus; what the database knows is read when it is asked for."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
EVENTS = Counter(
    "vigie_events", "Events treated, by name and fate: done, again, aside, taken over.", ["event", "fate"],
    registry=REGISTRY,
)  # fmt: skip
EVENT_SECONDS = Histogram(
    "vigie_event_seconds", "Time a handler took.", ["event"], registry=REGISTRY,
    buckets=(0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600),
)  # fmt: skip
DELIVERED = Counter("vigie_messages_delivered", "Messages that the other side took.", ["channel"], registry=REGISTRY)
SWEEPS = Counter("vigie_sweeps", "Sweeps, by fate: done, broken, hung.", ["fate"], registry=REGISTRY)
SWEEP_SECONDS = Gauge("vigie_sweep_seconds", "How long the last sweep took.", registry=REGISTRY)
LEADS = Gauge("vigie_leads", "1 when this process schedules, 0 when another does.", registry=REGISTRY)

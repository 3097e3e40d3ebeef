"""What the commands do with subscriptions: preview, a message to try, adding and removing."""

from dataclasses import dataclass, replace
from datetime import timedelta

from watch import query
from watch.app import App
from watch.asking import parse
from watch.config.checks_subscriptions import check_subscription
from watch.errors import ConfigError
from watch.handlers.channels import hand_over
from watch.model import Announcement, Assessment, OutgoingMessage, Subscription
from watch.store import subscriptions
from watch_pipelines.digest import matches

PREVIEW_DAYS = 90
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """How often a subscription would have fired."""

    days: int
    count: int
    of: int
    """Announcements of the same days in all."""
    examples: tuple[tuple[Announcement, Assessment], ...]
    """The newest first."""

    @property
    def passes_all(self) -> bool:
        """Whether it kept nothing away."""
        return self.count == self.of > EXAMPLES


def preview(app: App, subscription: Subscription, days: int = PREVIEW_DAYS) -> Preview:
    """What *subscription* would have passed in the last *days*, archive included. QuestionError for its query."""
    since = f"since:{(app.shop.clock().date() - timedelta(days=days)).isoformat()}"
    everything = query.stats(app.store, parse(since, app.vocabulary), ("verdict",), app.vocabulary)
    count = 0
    examples: list[tuple[Announcement, Assessment]] = []
    for announcement, judged in query.iterate(app.store, parse(f"{subscription.query} {since}", app.vocabulary)):
        # of the archive nothing is told; it still shows how much there would be
        fresh = replace(announcement, baseline=False)
        if judged is not None and matches(subscription, fresh, judged) is not None:
            count += 1
            examples += [(announcement, judged)] if len(examples) < EXAMPLES else []
    return Preview(days, count, everything.total, tuple(examples))


def mistakes(app: App, subscription: Subscription) -> list[str]:
    """What is wrong with it, one sentence each, its query included."""
    config = app.config
    found = list(check_subscription(subscription, config.register, config.framework))
    if any(each.id == subscription.id for each in config.subscriptions):
        found.append(f"id: {subscription.id!r} stands in subscriptions.yml; change it there")
    return found


def add(app: App, subscription: Subscription) -> None:
    """Keep a subscription from now on; a running service sees it with its next event. ConfigError when it is wrong."""
    wrong = mistakes(app, subscription)
    if wrong:
        raise ConfigError([f"subscription {subscription.id}: {said}" for said in wrong], subject=subscription.id)
    parse(subscription.query, app.vocabulary)
    with app.store.write() as tx:
        now = app.shop.clock()
        subscriptions.save(tx, subscription, now)
        subscriptions.enrol(tx, subscription, now, again=True)


def remove(app: App, subscription_id: str) -> bool:
    """Forget a subscription made by command, and end it for who has it; False when there is none of that id."""
    with app.store.write() as tx:
        now = app.shop.clock()
        gone = subscriptions.remove(tx, subscription_id)
        if gone:
            for recipient in subscriptions.recipients(tx, subscription_id):
                subscriptions.end(tx, subscription_id, recipient, now)
    return gone


def find(app: App, subscription_id: str) -> Subscription:
    """The subscription of that id. ConfigError when there is none."""
    with app.store.read() as tx:
        known = subscriptions.known(tx, app.config.subscriptions)
    for subscription in known:
        if subscription.id == subscription_id:
            return subscription
    said = f"there is no subscription {subscription_id!r}; `vigie subscriptions list` names them"
    raise ConfigError([said], subject=subscription_id)


def send_test(app: App, subscription: Subscription) -> None:
    """Hand a message of no consequence to the channel, now. DeliveryError when it is not taken."""
    now = app.shop.clock()
    french = subscription.language == "fr"
    text = (
        f"Ceci est un essai de l’abonnement « {subscription.id} » : le canal fonctionne."
        if french
        else f"This is a test of the subscription “{subscription.id}”: the channel works."
    )
    message = OutgoingMessage(
        id=f"test-{subscription.id}-{now:%Y%m%dT%H%M%S}",
        recipient=subscription.recipient,
        channel=subscription.channel,
        subject="[Vigie] Essai" if french else "[Vigie] Test",
        html=f'<!doctype html><html lang="{subscription.language}"><body><p>{text}</p></body></html>',
        text=f"{text}\n",
        settles=(),
        created_at=now,
        subscription_id=subscription.id,
    )
    hand_over(app.shop, message)

"""A mail that came back for good pauses its subscription, with one issue, until a person has looked."""

from watch.deliver.bounces import Bounce
from watch.errors import ConfigError
from watch.handlers.leaving import reader_of
from watch.handlers.workshop import Workshop
from watch.model import Subscription
from watch.store import issues, messages, subscriptions


def pause(shop: Workshop, bounce: Bounce) -> str | None:
    """Pause the subscription whose mail *bounce* is of; its id, or None when it is of none that is active.

    The mail is known by its Message-ID, which has to be in the store as sent, or by the token in its unsubscribe
    header: where servers on the way give other ids, the token still is ours. An address alone proves nothing.
    """
    reader = _reader(shop, bounce)
    if reader is None:
        return None
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        now, active = shop.clock(), subscriptions.active(tx, shop.config.subscriptions)
        if reader not in {(each.id, each.recipient) for each in active}:
            return None
        subscriptions.end(tx, *reader, now)
        # an issue is told in every reader's digest: it names neither the address nor the server's words
        said = (
            f"its mail came back for good ({bounce.status}) and it is paused; "
            f"check the address, then run `vigie subscriptions resume {reader[0]}`"
        )
        issues.open_issue(tx, pause_key(reader[0]), f"subscription {reader[0]}", said, now)
    return reader[0]


def resume(shop: Workshop, subscription: Subscription) -> None:
    """Let a paused subscription go on, and close its issue. ConfigError when it is not paused: a reader may have left.

    The digest tells what came meanwhile; alerts begin with what comes next.
    """
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        if not issues.close_issue(tx, pause_key(subscription.id), shop.clock()):
            said = f"subscription {subscription.id} is not paused; one that its reader ended stays ended"
            raise ConfigError([said], subject=subscription.id)
        subscriptions.resume(tx, subscription)


def pause_key(subscription_id: str) -> str:
    """The key of the issue that is open while the subscription is paused."""
    return f"bounce:{subscription_id}"


def _reader(shop: Workshop, bounce: Bounce) -> tuple[str, str] | None:
    """(subscription id, recipient) of the mail that came back."""
    local, _, domain = bounce.message_id.rpartition("@")
    if local and domain == shop.mail.domain:
        with shop.store.read() as tx:
            posting = messages.get(tx, local)
        if posting is not None and posting.state == "sent":
            return posting.message.subscription_id, posting.message.recipient
    return reader_of(shop, bounce.token) if bounce.token else None

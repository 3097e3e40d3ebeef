"""Each channel's way out, behind the one outbound gate, and how much a channel may take."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from watch.deliver import Admit, chat_targets, one_click_token, send_chat, send_webhook
from watch.errors import DeliveryError
from watch.handlers.workshop import Workshop
from watch.model import Channel, OutgoingMessage, Subscription
from watch.store import messages, outbox

_CHAT_CHILD = "watch.handlers.chat_child"
_MINUTE = timedelta(minutes=1)


def hand_over(shop: Workshop, message: OutgoingMessage) -> None:
    """Hand *message* to its channel once; returning means that the other side has taken it. Raises DeliveryError."""
    settings = shop.settings
    match message.channel:
        case Channel.MAIL:
            shop.line.send(message, unsubscribe_address(shop, message))
        case Channel.WEBHOOK:
            if settings.secret is None:
                why = "webhooks are signed: set VIGIE_SECRET, at least 16 characters"
                raise DeliveryError(f"{why}.", subject=message.id, permanent=False)
            secret, page = settings.secret.get_secret_value(), settings.public_url
            send_webhook(message, secret, _admit(shop), shop.clock(), public_url=page)
        case Channel.CHAT:
            rooms = chat_targets(settings.chat_targets.get_secret_value())
            send_chat(message, rooms, _CHAT_CHILD, settings.allowed)


def unsubscribe_address(shop: Workshop, message: OutgoingMessage) -> str | None:
    """Where one POST ends the subscription; None without a secret or an https page, for then there is no such place."""
    if not message.subscription_id or not shop.settings.public_url.startswith("https://"):
        return None
    return _leave_address(shop, message.subscription_id, message.recipient)


def leave_page(shop: Workshop, subscription: Subscription) -> str | None:
    """The page that a mail links to for its reader to end the subscription; None without a secret or a public address.

    Mail only: what a chat room or a webhook's receiver shows, people other than the subscriber may click.
    """
    if subscription.channel is not Channel.MAIL or "public_url" not in shop.settings.model_fields_set:
        return None
    return _leave_address(shop, subscription.id, subscription.recipient)


def _leave_address(shop: Workshop, subscription_id: str, recipient: str) -> str | None:
    """The address of the token: GET shows a page with one button, POST ends the subscription."""
    settings = shop.settings
    if settings.secret is None:
        return None
    token = one_click_token(settings.secret.get_secret_value(), subscription_id, recipient)
    return f"{settings.public_url.rstrip('/')}/unsubscribe/{token}"


def _admit(shop: Workshop) -> Admit:
    """The gate's rule for one address, as at every other door of the house."""
    from watch_crawlers.gate import is_allowed, is_public  # noqa: PLC0415  (brings Scrapy; only webhooks need it)

    allowed = shop.settings.allowed
    return lambda host, port, address: is_public(address) or is_allowed(host, port, allowed)


def resting(shop: Workshop, tx: sa.Connection, now: datetime) -> Collection[str]:
    """The mail lane while the provider's limit per minute is reached; what waits keeps its order."""
    most = shop.mail.mail_per_minute
    if not most:
        return ()
    shop.store.take_turn(tx)  # two workers must not both take the last place
    taken = messages.sent_since(tx, Channel.MAIL, now - _MINUTE) + outbox.under_way(tx, Channel.MAIL)
    return (Channel.MAIL,) if taken >= most else ()

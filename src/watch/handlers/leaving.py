"""How a reader leaves: by the one-click address of their mails, without login."""

from watch.deliver import signs
from watch.handlers.workshop import Workshop
from watch.store import subscriptions


def reader_of(shop: Workshop, token: str) -> tuple[str, str] | None:
    """(subscription id, recipient) that *token* was made for; None when it is not one of ours."""
    if shop.settings.secret is None:
        return None
    secret = shop.settings.secret.get_secret_value()
    subscription_id = token.rpartition(".")[0]
    with shop.store.read() as tx:
        readers = subscriptions.recipients(tx, subscription_id)
    fitting = [reader for reader in readers if signs(secret, token, subscription_id, reader)]
    return (subscription_id, fitting[0]) if fitting else None


def leave(shop: Workshop, token: str) -> bool:
    """End the subscription of *token*, for good and at once; again is the same. False when the token is not ours."""
    found = reader_of(shop, token)
    if found is None:
        return False
    with shop.store.write() as tx:
        subscriptions.end(tx, *found, shop.clock())
    return True

"""Keys derived from the installation's one secret: for webhooks, one per receiver; for one-click unsubscription."""

import base64
import hashlib
import hmac


def _derive(secret: str, *purpose: str) -> bytes:
    """A key that says nothing about the secret nor about the key of another purpose (HMAC-SHA256)."""
    return hmac.new(secret.encode(), "\0".join(purpose).encode(), hashlib.sha256).digest()


def webhook_key(secret: str, url: str) -> str:
    """The key that the receiver at *url* checks signatures with, as Standard Webhooks writes keys: ``whsec_…``."""
    return f"whsec_{base64.b64encode(_derive(secret, 'webhook', url)).decode()}"


def sign(key: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of *body* by *key* (``whsec_…``), as Standard Webhooks defines it: ``v1,`` and base64."""
    content = f"{message_id}.{timestamp}.".encode() + body
    mac = hmac.new(base64.b64decode(key.removeprefix("whsec_")), content, hashlib.sha256)
    return f"v1,{base64.b64encode(mac.digest()).decode()}"


def one_click_token(secret: str, subscription_id: str, recipient: str) -> str:
    """What ends this subscription of this reader without login; it does not contain the address."""
    mac = _derive(secret, "unsubscribe", subscription_id, recipient)
    return f"{subscription_id}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def signs(secret: str, token: str, subscription_id: str, recipient: str) -> bool:
    """Whether *token* ends that subscription of that reader; takes the same time whatever is wrong with it."""
    return hmac.compare_digest(one_click_token(secret, subscription_id, recipient).encode(), token.encode())

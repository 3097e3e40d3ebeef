"""What leaves the house: mail, webhooks and chat, one attempt at a time; and the keys that sign it."""

from watch.deliver.chat import chat_targets, send_chat
from watch.deliver.line import MailLine
from watch.deliver.mail import MailSettings, build_mail
from watch.deliver.signing import one_click_token, sign, signs, webhook_key
from watch.deliver.webhook import Admit, send_webhook

__all__ = [
    "Admit",
    "MailLine",
    "MailSettings",
    "build_mail",
    "chat_targets",
    "one_click_token",
    "send_chat",
    "send_webhook",
    "sign",
    "signs",
    "webhook_key",
]

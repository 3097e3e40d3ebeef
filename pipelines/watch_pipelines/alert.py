"""Who should hear of an announcement now, and the mail that tells them."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from watch.model import Alert, Announcement, Assessment, Document, Framework, Moment, OutgoingMessage, Subscription
from watch.wording.phrases import shorten
from watch.wording.terms import Language, language
from watch_pipelines.digest import matches
from watch_pipelines.templates.render import render
from watch_pipelines.templates.texts import tell
from watch_pipelines.templates.views import Deal, view


def alerts(
    announcement: Announcement, assessment: Assessment, subscriptions: Sequence[Subscription]
) -> tuple[Alert, ...]:
    """One alert for each immediate subscription whose filters let this announcement pass, and why they do.

    Ends and denials are news like others; what is out of scope, or known only from a first sweep, is not.
    """
    immediate = (each for each in subscriptions if each.moment is Moment.IMMEDIATE)
    judged = ((each, matches(each, announcement, assessment)) for each in immediate)
    return tuple(Alert(each, announcement, assessment, why) for each, why in judged if why is not None)


def compose_alert(
    alert: Alert, documents: Sequence[Document], framework: Framework, now: datetime, leave: str | None = None
) -> OutgoingMessage:
    """The mail of *alert*; the same alert always has the same message id, whenever it is composed.

    *documents* are those of the announcement: their titles, links and short quotes are shown, never their text.
    *leave* is the page where this reader ends the subscription; None when there is no such page.
    """
    lang = language(alert.subscription.language)
    deal = view(alert, {document.id: document for document in documents}, framework)
    html, text = render("alert", lang, deal=deal, subject=_subject(deal, alert, lang), leave=leave)
    return OutgoingMessage(
        id=alert_id(alert),
        recipient=alert.subscription.recipient,
        channel=alert.subscription.channel,
        subject=_subject(deal, alert, lang),
        html=html,
        text=text,
        settles=((alert.announcement.id, alert.announcement.version),),
        created_at=now,
        subscription_id=alert.subscription.id,
    )


def alert_id(alert: Alert) -> str:
    """The id of the one message that tells this subscription of this version of this announcement."""
    told = (alert.subscription.id, alert.announcement.id, str(alert.announcement.version))
    return f"alert-{hashlib.sha256(chr(0).join(told).encode()).hexdigest()[:24]}"


def _subject(deal: Deal, alert: Alert, lang: Language) -> str:
    """Parties, verdict, and whether it is an update: what a reader must see without opening the mail."""
    colon = "\u00a0:" if lang == "fr" else ":"
    update = f" ({tell('changed', lang).lower()})" if alert.update else ""
    return shorten(f"[Vigie] {deal.headline}{colon} {deal.verdict}{update}", 200)

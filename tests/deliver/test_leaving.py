"""The link in a mail by which its reader leaves: there when it leads somewhere, and to the page of that reader."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from builders import a_document, a_subscription, an_announcement, an_assessment
from watch.config import Config, Settings
from watch.deliver import MailSettings
from watch.handlers import Workshop
from watch.handlers.channels import leave_page
from watch.handlers.leaving import reader_of
from watch.model import Alert, Channel, Digest, Framework, OutgoingMessage
from watch.store import Store, subscriptions
from watch_pipelines.alert import compose_alert
from watch_pipelines.digest import compose_digest

ADDRESS = "lectrice@ong.example"
NOW = datetime(2026, 1, 9, 8, 0, tzinfo=UTC)
PAGE = "https://vigie.example/unsubscribe/bulletin.abc-_1"


def a_shop(config: Config, **settings: Any) -> Workshop:
    store = Store("sqlite://")
    with store.write() as tx:
        subscriptions.enrol(tx, a_subscription(id="bulletin", recipient=ADDRESS), NOW)
    return Workshop(store, config, Settings(**settings), MailSettings(), lambda: NOW)


def composed(kind: str, language: str, leave: str | None, framework: Framework) -> OutgoingMessage:
    """An alert or a digest in that language."""
    reader = a_subscription(id="bulletin", recipient=ADDRESS, language=language)
    alert = Alert(reader, an_announcement(), an_assessment(), ())
    if kind == "alert":
        return compose_alert(alert, [a_document()], framework, NOW, leave)
    digest = Digest(reader, NOW.date(), (alert,), (), 3, 4, ())
    return compose_digest(digest, {a_document().id: a_document()}, framework, NOW, leave)


@pytest.mark.parametrize("kind", ["alert", "digest"])
@pytest.mark.parametrize(("language", "said"), [("fr", "Se désabonner"), ("en", "Unsubscribe")])
def test_both_bodies_end_with_the_link(config: Config, kind: str, language: str, said: str) -> None:
    """HTML and text name the same page once, in the reader's language, after everything else."""
    message = composed(kind, language, PAGE, config.framework)
    assert message.html.count(f'href="{PAGE}"') == 1
    assert message.text.count(PAGE) == 1
    assert message.text.rstrip().endswith(PAGE)
    assert said in message.html
    assert said in message.text.splitlines()[-1]


@pytest.mark.parametrize("kind", ["alert", "digest"])
def test_without_a_page_nothing_is_said(config: Config, kind: str) -> None:
    """No secret, no link, and no sentence that promises one; the rest of the mail is the same."""
    bare, linked = (composed(kind, "fr", page, config.framework) for page in (None, PAGE))
    assert "désabonner" not in bare.html + bare.text
    assert "\n".join(linked.text.splitlines()[:-1]).strip() == bare.text.strip()


def test_the_link_leads_to_the_page_of_that_reader(config: Config) -> None:
    """The token in the address is that of the subscription and its reader."""
    shop = a_shop(config, secret=SecretStr("a secret of the house"), public_url="http://vigie.example/")
    page = leave_page(shop, a_subscription(id="bulletin", recipient=ADDRESS))
    assert page is not None
    head, _, token = page.rpartition("/")
    assert head == "http://vigie.example/unsubscribe"
    assert reader_of(shop, token) == ("bulletin", ADDRESS)


@pytest.mark.parametrize(
    "settings", [{"secret": SecretStr("a secret of the house")}, {"public_url": "https://v.example"}]
)
def test_there_is_no_link_without_both_settings(config: Config, settings: dict[str, Any]) -> None:
    """The default address is that of a trial on one machine, and without a secret there is no token."""
    assert leave_page(a_shop(config, **settings), a_subscription(id="bulletin", recipient=ADDRESS)) is None


@pytest.mark.parametrize("channel", [Channel.WEBHOOK, Channel.CHAT])
def test_only_mails_carry_it(config: Config, channel: Channel) -> None:
    """What a room sees may be clicked by people other than the subscriber."""
    shop = a_shop(config, secret=SecretStr("a secret of the house"), public_url="https://vigie.example")
    reader = replace(a_subscription(id="bulletin"), channel=channel, recipient="salle")
    assert leave_page(shop, reader) is None

"""What the outbound gate lets pass."""

import pytest
from scrapy import Request

from watch_crawlers.gate import GateMiddleware, Refused, is_allowed, is_public, why_refused

PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::1",
    "2002:a00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fc00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "",
    "localhost",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    """An address that the internet reaches passes, in whichever form it is written."""
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_do_not_pass(address: str) -> None:
    """Addresses of one's own networks, their IPv6 disguises and what is no address do not pass."""
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "hops"),
    [
        ("file:///etc/passwd", ()),
        ("gopher://example.org/", ()),
        ("ftp://example.org/", ()),
        ("http://", ()),
        ("http://[::1", ()),
        ("http://user:secret@example.org/", ()),
        ("http://127.0.0.1/", ()),
        ("http://127.0.0.1./", ()),
        ("http://[::ffff:127.0.0.1]/", ()),
        ("http://[fe80::1%25eth0]/", ()),
        ("http://169.254.169.254/latest/meta-data/", ("https://example.org/",)),
        ("http://example.org/", ("https://example.org/",)),
    ],
)
def test_what_is_refused_before_any_connection(url: str, hops: tuple[str, ...]) -> None:
    """Foreign schemes, credentials, private literals and a step down from https are refused with a reason."""
    assert why_refused(url, hops, frozenset())


@pytest.mark.parametrize(
    ("url", "hops"),
    [("https://example.org/", ()), ("https://example.org/", ("http://example.org/",)), ("http://93.184.216.34/", ())],
)
def test_what_may_be_asked_for(url: str, hops: tuple[str, ...]) -> None:
    """Public http and https addresses may be asked for; a step up to https is welcome."""
    assert why_refused(url, hops, frozenset()) is None


def test_the_allow_list_is_by_host_or_by_host_and_port() -> None:
    """A private address passes only when the list names its host, or its host with that port."""
    assert is_allowed("127.0.0.1", 8080, frozenset({"127.0.0.1:8080"}))
    assert is_allowed("Intranet.", 80, frozenset({"intranet"}))
    assert not is_allowed("127.0.0.1", 9090, frozenset({"127.0.0.1:8080"}))
    assert why_refused("http://127.0.0.1:8080/", (), frozenset({"127.0.0.1:8080"})) is None
    assert why_refused("http://127.0.0.1:9090/", (), frozenset({"127.0.0.1:8080"}))


def test_credentials_do_not_travel_to_another_origin() -> None:
    """A redirect to another host, port or scheme loses cookies and authorisation; one within the host keeps them."""
    gate = GateMiddleware(frozenset())
    secrets = {"Cookie": "a=b", "Authorization": "Basic eA=="}
    away = Request("https://b.example/", headers=secrets, meta={"redirect_urls": ["https://a.example/"]})
    within = Request("https://a.example/2", headers=secrets, meta={"redirect_urls": ["https://a.example/"]})
    gate.process_request(away)
    gate.process_request(within)
    assert "Cookie" not in away.headers
    assert "Authorization" not in away.headers
    assert "Cookie" in within.headers


def test_the_middleware_raises() -> None:
    """The middleware turns a reason into Refused, which ends the request."""
    with pytest.raises(Refused, match="not a public address"):
        GateMiddleware(frozenset()).process_request(Request("http://10.0.0.1/"))

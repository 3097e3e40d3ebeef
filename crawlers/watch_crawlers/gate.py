"""The outbound gate: nothing of Vigie's crawl connects to an address that the public internet does not reach.

Two guards stand behind one rule. `GatedResolver` filters what names resolve to, at the moment of connecting, so that a
DNS answer that changes between check and use cannot pass. `GateMiddleware` sees every request, redirected ones and
those for robots.txt included, and refuses literals, foreign schemes and a step down from HTTPS. What is refused raises
`Refused`, which Scrapy hands to the request's errback.
"""

import ipaddress
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

SCHEMES = frozenset({"http", "https"})
CREDENTIALS = ("Authorization", "Proxy-Authorization", "Cookie")
_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments; releases of Python differ on them
        "192.88.99.0/24",  # relays of 6to4, withdrawn
        "::/96",  # IPv4-compatible, withdrawn; holds :: and ::1
        "64:ff9b:1::/48",  # NAT64 of a local network
        "2001::/32",  # Teredo tunnels
        "fec0::/10",  # site-local, withdrawn
    )
)


class Refused(IgnoreRequest):
    """The gate let this request not pass; the message says why."""


def is_public(address: str) -> bool:
    """Whether *address*, an IPv4 or IPv6 literal, is one that the public internet reaches.

    False for private, loopback, link-local, shared (CGNAT), multicast and reserved ranges, for IPv6 forms that carry
    such an IPv4 address (mapped, 6to4, NAT64), and for whatever is not an address.
    """
    try:
        parsed: _IPAddress = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    carried = _carried(parsed)
    if carried is not None:
        return is_public(str(carried))
    refused = any(parsed in network for network in _REFUSED if network.version == parsed.version)
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved and not refused


def _carried(address: _IPAddress) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside an IPv6 address of a transition mechanism."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def is_allowed(host: str, port: int | None, allow: frozenset[str]) -> bool:
    """Whether the explicit allow-list names *host* or *host*:*port*; IPv6 hosts are written without brackets."""
    name = host.rstrip(".").lower()
    return name in allow or f"{name}:{port}" in allow


class GateMiddleware:
    """Refuses what may not be asked for, on every hop. Scrapy calls it for each request before it is sent."""

    def __init__(self, allow: frozenset[str]) -> None:
        self._allow = allow

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the setting ``VIGIE_ALLOW_HOSTS``."""
        return cls(frozenset(crawler.settings.getlist("VIGIE_ALLOW_HOSTS")))

    def process_request(self, request: Request) -> None:
        """Raise Refused for a foreign scheme, credentials, a private literal or a step from HTTPS down to HTTP."""
        reason = why_refused(request.url, request.meta.get("redirect_urls", ()), self._allow)
        if reason:
            raise Refused(reason)
        if request.meta.get("redirect_urls") and not _same_origin(request.meta["redirect_urls"][-1], request.url):
            for header in CREDENTIALS:
                request.headers.pop(header, None)


def why_refused(url: str, hops: Sequence[str], allow: frozenset[str]) -> str | None:
    """Why *url*, reached over the redirects *hops*, may not be asked for; None when it may."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return f"{url} is not a well-formed address"
    if parts.scheme not in SCHEMES or not host:
        return f"{url} is not an http or https address"
    if parts.username or parts.password:
        return f"{host}: addresses that carry a user name or password are not asked for"
    if hops and urlsplit(hops[-1]).scheme == "https" and parts.scheme == "http":
        return f"{hops[-1]} redirects from https down to {url}"
    literal = host.strip("[]").rstrip(".")
    port = port or (443 if parts.scheme == "https" else 80)
    if _is_literal(literal) and not is_public(literal) and not is_allowed(literal, port, allow):
        return f"{host} is not a public address"
    return None


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _same_origin(left: str, right: str) -> bool:
    one, other = urlsplit(left), urlsplit(right)
    return (one.scheme, one.hostname, one.port) == (other.scheme, other.hostname, other.port)


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes on the addresses of one name that may be connected to."""

    def __init__(self, receiver: Any, *, everything: bool) -> None:
        self._receiver = receiver
        self._everything = everything

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802  (Twisted's name)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802  (Twisted's name)
        if self._everything or is_public(getattr(address, "host", "")):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802  (Twisted's name)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GatedResolver:
    """A reactor's name resolver that answers with public addresses only, but for the hosts of an allow-list."""

    def __init__(self, inner: Any, allow: frozenset[str]) -> None:
        self.inner = inner
        self._allow = allow

    def resolveHostName(  # noqa: N802  (Twisted's name)
        self,
        resolutionReceiver: Any,  # noqa: N803  (Twisted's name)
        hostName: str,  # noqa: N803  (Twisted's name)
        portNumber: int = 0,  # noqa: N803  (Twisted's name)
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803  (Twisted's name)
        transportSemantics: str = "TCP",  # noqa: N803  (Twisted's name)
    ) -> Any:
        """Resolve *hostName* and pass on the addresses that may be connected to; none looks like an unknown host."""
        receiver = _PublicOnly(resolutionReceiver, everything=is_allowed(hostName, portNumber, self._allow))
        return self.inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


def install_gate(reactor: Any, allow: frozenset[str]) -> None:
    """Put the gate before *reactor*'s resolver, in place of an earlier gate with another allow-list."""
    inner = reactor.nameResolver
    while isinstance(inner, GatedResolver):
        inner = inner.inner
    reactor.installNameResolver(GatedResolver(inner, allow))

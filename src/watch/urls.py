"""One address for one page: the canonical URL under which a document is known."""

import re
import string
from urllib.parse import unquote, urlsplit, urlunsplit

_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_DEFAULT_PORTS = frozenset({80, 443})
_TRACKING_NAMES = """
_ga _gl _hsenc _hsmi campaign_id cmpid dclid fbclid gbraid gclid gclsrc igshid mc_cid mc_eid mkt_tok msclkid phpsessid
ref ref_src referrer s_cid sid_campaign spm srsltid twclid wbraid wt_mc wt_zmc xtor xtref yclid
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
_TRACKING_PREFIXES = ("utm_", "at_", "hsa_", "mtm_", "pk_", "piwik_", "matomo_", "ns_", "vero_")


def canonical_url(url: str) -> str:
    """The one spelling of *url*: https, no ``www.``, no default port, user, fragment, tracking or closing slash.

    Escapes are normalised and query parameters sorted; applying it twice changes nothing. What is not an http(s)
    address comes back stripped of blanks and otherwise as it was. The result names a page, it is not made for fetching.
    """
    stripped = url.strip()
    try:
        parts = urlsplit(stripped)
        host, port = _host(parts.hostname), parts.port
    except ValueError:
        return stripped
    if parts.scheme not in {"http", "https"} or not host:
        return stripped
    netloc = host if port is None or port in _DEFAULT_PORTS else f"{host}:{port}"
    return urlunsplit(("https", netloc, _path(parts.path), _query(parts.query), ""))


def is_web_address(url: str, *, with_user: bool = True) -> bool:
    """Whether *url* is an http(s) address with a host; one that names a user only where *with_user*."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and (with_user or not (parts.username or parts.password))


def same_site(left: str, right: str) -> bool:
    """Whether two URLs have the same host but for ``www.``, or one host lies under the other."""
    one, other = site(left), site(right)
    return bool(one and other) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def site(url: str) -> str:
    """The host of *url* in lower case without ``www.``; empty when it has none."""
    try:
        return _host(urlsplit(url.strip()).hostname)
    except ValueError:
        return ""


def _host(host: str | None) -> str:
    """Lower case, international names in their ASCII form, without ``www.`` and the root's dot; IPv6 in brackets."""
    name = (host or "").rstrip(".").lower()
    if ":" in name:
        return f"[{name}]"
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ValueError(f"{name!r} is no host name") from error
    while name.startswith("www.") and name.count(".") > 1:
        name = name.removeprefix("www.")
    return name


def _path(path: str) -> str:
    """Escapes normalised, session ids and dot segments removed, no closing slash; never empty."""
    kept: list[str] = []
    for segment in _SESSION.sub("", _escapes(path)).split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept).strip("/")


def _query(query: str) -> str:
    """The parameters that choose content, sorted."""
    pairs = (_escapes(pair) for pair in query.split("&") if pair)
    return "&".join(sorted(pair for pair in pairs if not _is_tracking(unquote(pair.partition("=")[0]).lower())))


def _is_tracking(key: str) -> bool:
    return key in _TRACKING or key.startswith(_TRACKING_PREFIXES)


def _escapes(text: str) -> str:
    """Unreserved characters plain, all other escapes in upper case, everything beyond ASCII (and blanks) escaped."""

    def spelled(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else f"%{match[1].upper()}"

    escaped = "".join(
        character
        if "!" <= character <= "~"
        else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
        for character in text
    )
    return _ESCAPE.sub(spelled, escaped)

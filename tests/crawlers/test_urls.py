"""The canonical URL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.urls import canonical_url, is_web_address, same_site, site

urls = st.builds(
    "{}://{}{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["www.a.fr", "A.fr", "a.fr.", "a.fr:80", "a.fr:8443", "é.fr", "[::1]", "u:p@a.fr", "www.www.a.fr"]),
    st.sampled_from(["", "/"]),
    st.text(st.sampled_from("ab/.%25cC3é;=~ &"), max_size=20),
    st.one_of(st.just(""), st.text(st.sampled_from("ab=&%?é_utm"), max_size=15).map("?{}".format)),
    st.sampled_from(["", "#x", "#:~:text=y"]),
)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://www.elysee.fr/a/", "https://elysee.fr/a"),
        ("HTTPS://ELYSEE.fr:443", "https://elysee.fr/"),
        ("https://a.fr/x?utm_source=rss&b=2&a=1&xtor=RSS-3#top", "https://a.fr/x?a=1&b=2"),
        ("https://a.fr/%c3%a9t%C3%A9/é%7e", "https://a.fr/%C3%A9t%C3%A9/%C3%A9~"),
        ("https://a.fr/%2541", "https://a.fr/%2541"),
        ("https://a.fr/a/./b/../c;jsessionid=12", "https://a.fr/a/c"),
        ("http://user:pw@a.fr:8080/", "https://a.fr:8080/"),
        ("https://été.fr/", "https://xn--t-9fab.fr/"),
        ("  https://a.fr/x?id=3  ", "https://a.fr/x?id=3"),
        ("http://www.fr/", "https://www.fr/"),
        ("mailto:a@b.fr", "mailto:a@b.fr"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_canonical(url: str, canonical: str) -> None:
    """Each spelling of an address has one canonical form."""
    assert canonical_url(url) == canonical


@given(urls)
def test_canonical_twice_is_canonical_once(url: str) -> None:
    """The canonical form of a canonical URL is itself."""
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(st.text(max_size=60))
def test_any_text_has_a_canonical_form(text: str) -> None:
    """No text makes it raise, and the result is stable."""
    once = canonical_url(text)
    assert canonical_url(once) == once


def test_sites() -> None:
    """A host and those under it are one site; www. makes no difference, a common suffix does not join."""
    assert same_site("http://www.a.fr/", "https://a.fr/x")
    assert same_site("https://presse.a.fr/", "https://a.fr/")
    assert not same_site("https://a.gouv.fr/", "https://b.gouv.fr/")
    assert not same_site("https://a.fr/", "nonsense")
    assert site("https://WWW.A.fr/") == "a.fr"


@pytest.mark.parametrize(
    ("address", "anybody", "nobody"),
    [
        ("https://a.fr/x", True, True),
        ("HTTP://[::1]:8080/", True, True),
        ("https://user:pw@a.fr/", True, False),
        ("ftp://a.fr/", False, False),
        ("https:///x", False, False),
        ("a.fr", False, False),
        ("http://[", False, False),
        ("http://a.fr:99999/", False, False),
    ],
)
def test_is_web_address(address: str, *, anybody: bool, nobody: bool) -> None:
    """http(s) with a host; what cannot be read at all is none."""
    assert is_web_address(address) is anybody
    assert is_web_address(address, with_user=False) is nobody

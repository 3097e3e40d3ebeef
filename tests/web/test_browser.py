import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from watch.web import create_app
from web_shelf import a_shelf

CHROMIUM = Path("/usr/bin/chromium")

PATHS = (
    *("/", "/?q=mistral", "/?q=introuvable", "/?q=verdit:x", "/announcements/a-armees-mistral", "/documents/armees-1"),
    *("/actors/mistral-ai", "/explore", "/language", "/sources", "/issues", "/framework", "/rien"),
)
"""Every page, with its empty and its mistaken states."""

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A real server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(a_shelf()), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def test_a_reader_finds_reads_and_checks(address: str) -> None:
    """On a phone, without JavaScript: filter, open a sheet, find the quote's link; nothing third-party, no overflow."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        page = browser.new_context(
            viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="fr-FR", color_scheme="dark"
        ).new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(address)
        page.get_by_label("Verdict").select_option("partial_control")
        page.get_by_role("button", name="Filtrer").click()
        page.get_by_role("link", name="Mistral AI – ministère des Armées").click()
        assert "/announcements/a-armees-mistral" in page.url
        assert page.get_by_role("heading", level=1).inner_text() == "Mistral AI – ministère des Armées"
        target = page.get_by_role("link", name="lire à la source").first.get_attribute("href")
        assert target is not None
        assert "#:~:text=" in target
        for path in PATHS:
            page.goto(f"{address}{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert all(url.startswith(address) for url in asked)
        assert [each for each in complaints if "Content Security Policy" in each] == []
        browser.close()


def test_every_page_is_accessible(address: str) -> None:
    """No breach of WCAG 2.2 A or AA is found by axe on any page, light and dark."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    breaches: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        for scheme in ("light", "dark"):
            page = browser.new_context(
                viewport={"width": 1100, "height": 800}, locale="fr-FR", color_scheme=scheme, bypass_csp=True
            ).new_page()
            for path in PATHS:
                page.goto(f"{address}{path}")
                answer = Axe().run(page, options=rules).response
                assert len(answer["passes"]) > 10, path
                found = answer["violations"]
                breaches += [f"{scheme} {path}: {each['id']} {each['nodes'][0]['html'][:160]}" for each in found]
        browser.close()
    assert breaches == []


def test_the_keyboard_reaches_everything(address: str) -> None:
    """Tab goes from the skip link through the form to the first deal, and each stop is visible."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        page = browser.new_context(viewport={"width": 1100, "height": 800}, locale="fr-FR").new_page()
        page.goto(address)
        stops: list[str] = []
        for _ in range(60):
            page.keyboard.press("Tab")
            stop = page.evaluate(
                "(() => { const e = document.activeElement, r = e.getBoundingClientRect();"
                " return [e.textContent.trim().slice(0, 60), r.width > 0 && r.right > 0] })()"
            )
            assert stop[1], stop
            stops.append(stop[0])
        assert stops[0] == "Aller au contenu"
        assert "Filtrer" in stops
        assert "Mistral AI – ministère des Armées" in stops
        page.keyboard.press("Escape")
        browser.close()


def test_the_first_view_is_light(address: str) -> None:
    """A page with all it loads weighs less than 100 kB."""
    import urllib.error
    import urllib.request

    for path in PATHS:
        try:
            body = urllib.request.urlopen(f"{address}{path}").read()
        except urllib.error.HTTPError as error:
            body = error.read()
        style = urllib.request.urlopen(f"{address}/static/vigie.css").read()
        assert len(body) + len(style) < 100_000, path

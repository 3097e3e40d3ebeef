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
        for path in ("/", "/announcements/a-armees-mistral", "/sources", "/issues", "/framework", "/rien"):
            page.goto(f"{address}{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert all(url.startswith(address) for url in asked)
        assert [each for each in complaints if "Content Security Policy" in each] == []
        browser.close()

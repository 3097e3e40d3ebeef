"""What the documents say is so: commands, settings, events, files and containers."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

import watch
from watch.app import HANDLERS
from watch.cli import cli
from watch.config import CONFIG_FILES, Settings
from watch.deliver import MailSettings

ROOT = Path(watch.__file__).parents[2]
PAGES = {path.name: path for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]}
DOCS = {name: path.read_text(encoding="utf-8") for name, path in PAGES.items()}
SETTINGS = {f"VIGIE_{name.upper()}" for shape in (Settings, MailSettings) for name in shape.model_fields}


def test_every_command_is_documented() -> None:
    """A command that no page names is one nobody finds."""
    names = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    text = DOCS["README.md"] + DOCS["operate.md"]
    assert {name for name in names if f"vigie {name}" not in text and f"`{name}`" not in text} - {"version"} == set()


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    """The table of settings and the code name the same variables."""
    named = set(re.findall(r"VIGIE_[A-Z_]+[A-Z]", DOCS["operate.md"]))
    assert named == SETTINGS


def test_every_event_is_documented() -> None:
    """The page of the flow has a row for each event."""
    assert [name for name in HANDLERS if f"| `{name}` |" not in DOCS["flow.md"]] == []


def test_every_configuration_file_is_documented() -> None:
    """The page on operating names each file."""
    assert [name for name in CONFIG_FILES if f"`{name}`" not in DOCS["operate.md"]] == []


@pytest.mark.parametrize("name", sorted(DOCS))
def test_links_lead_somewhere(name: str) -> None:
    """A relative link of a page is a file of the checkout."""
    prose = re.sub(r"(?s)```.*?```|`[^`\n]*`", "", DOCS[name])
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", prose)
    assert [target for target in targets if not (PAGES[name].parent / target).exists()] == []


def test_compose_uses_settings_that_exist() -> None:
    """docker-compose.yml parses, and names no variable that Vigie does not read, nor one that only Compose does."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    services = yaml.safe_load(text)["services"]
    assert set(services) == {"vigie", "worker", "db", "mail"}
    assert (services["worker"]["profiles"], services["mail"]["profiles"]) == (["postgres"], ["dev"])
    assert services["worker"]["environment"] == services["vigie"]["environment"]
    assert set(re.findall(r"VIGIE_[A-Z_]+[A-Z]", text)) - {"VIGIE_DB_PASSWORD"} <= SETTINGS
    assert services["worker"]["command"][1] in {c.callback.__name__ for c in cli.registered_commands if c.callback}


def test_compose_starts_with_its_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """The values that stand in docker-compose.yml are accepted, with only the two secrets given."""
    given = {"VIGIE_DB_PASSWORD": "one", "VIGIE_SECRET": "sixteen characters"}
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name, value in yaml.safe_load(text)["services"]["worker"]["environment"].items():
        filled = re.sub(r"\$\{(\w+):[-?]([^}]*)\}", lambda found: given.get(found[1], found[2]), value)
        monkeypatch.setenv(name, filled)
    assert Settings().secret is not None
    assert Settings().database == "postgresql+psycopg://vigie:one@db/vigie"
    assert MailSettings().server == "mail:1025"


def test_the_image_copies_what_the_wheel_needs_and_runs_a_command_that_exists() -> None:
    """Every path that the Dockerfile copies is there; it runs `vigie serve` as an ordinary user, with health check."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE) for word in line.split()]
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    for wanted in ("USER vigie", "HEALTHCHECK", 'CMD ["vigie", "serve"]'):
        assert wanted in text
    assert set(re.findall(r"VIGIE_[A-Z_]+", text)) <= SETTINGS


def test_the_wheel_carries_configuration_and_model() -> None:
    """What `vigie init` copies out and the language model are packed."""
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert built["targets"]["wheel"]["force-include"] == {"config": "watch/defaults"}
    assert (ROOT / "pipelines/watch_pipelines/model/fr_watch/meta.json").exists()


def test_the_change_log_has_an_open_section() -> None:
    """What comes next is written where readers look."""
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

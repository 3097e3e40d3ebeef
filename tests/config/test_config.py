"""Configuration is checked as a whole, and every mistake is one sentence with file, key and value."""

from pathlib import Path

import pytest

from watch.config import CONFIG_FILES, Config, Settings, copy_defaults, load_config
from watch.errors import ConfigError


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """The shipped configuration, copied out."""
    copy_defaults(tmp_path / "config")
    return tmp_path / "config"


def _mistakes(directory: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(directory)
    return str(caught.value)


def test_the_shipped_configuration_is_without_mistake(config: Config) -> None:
    """What ships loads, and holds what the service needs."""
    assert len(config.register.actors) > 200
    assert sum(source.enabled for source in config.sources) >= 20
    assert len(config.framework.criteria) == 17
    assert config.lexicon.cues


def test_copying_out_never_overwrites(directory: Path) -> None:
    """A changed file stays; only missing ones are written."""
    (directory / "subscriptions.yml").write_text("subscriptions: []\n# mine\n", encoding="utf-8")
    (directory / "legal.yml").unlink()
    assert [path.name for path in copy_defaults(directory)] == ["legal.yml"]
    assert "# mine" in (directory / "subscriptions.yml").read_text(encoding="utf-8")


SUBSCRIPTION = "subscriptions:\n- {id: a, recipient: a@b.example, channel: mail, moment: daily%s}\n"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("subscriptions.yml", "subscriptions: [", "is not valid YAML"),
        ("subscriptions.yml", "subscriptions: []\nsubscriptions: []\n", "key 'subscriptions' is given twice"),
        ("subscriptions.yml", SUBSCRIPTION % ", hours: 7", "subscriptions.a.hours: unknown key"),
        ("subscriptions.yml", SUBSCRIPTION % ", hour: 2", "a.hour: between 2:00 and 3:00"),
        ("subscriptions.yml", SUBSCRIPTION % ", hour: 25", "a.hour: 25:30 is not a time of day"),
        ("subscriptions.yml", SUBSCRIPTION % ", timezone: Europe/Lutece", "'Europe/Lutece' is not a time zone"),
        ("subscriptions.yml", SUBSCRIPTION % ", verdicts: [bon]", "'bon' is not a verdict"),
        ("subscriptions.yml", SUBSCRIPTION % ", actors: [personne]", "'personne' is not in actors.yml"),
        (
            "subscriptions.yml",
            "subscriptions:\n- {id: a, recipient: nobody, channel: mail, moment: daily}\n",
            "mail addr",
        ),
        (
            "subscriptions.yml",
            "subscriptions:\n- {id: a, recipient: a@b.example, channel: fax, moment: daily}\n",
            "'fax'",
        ),
        ("sources.yml", "sources: 3\n", "sources.yml: sources: "),
        ("actors.yml", "version: '1'\nactors: []\nextra: 1\n", "actors.yml: extra: unknown key"),
    ],
)
def test_a_mistake_is_one_sentence(directory: Path, name: str, text: str, said: str) -> None:
    """Each way to be wrong names the file and the key, and says what is the matter."""
    (directory / name).write_text(text, encoding="utf-8")
    found = [line for line in _mistakes(directory).splitlines() if said in line]
    assert found
    assert found[0].startswith(str(directory / name))


SOURCE = """
- id: {id}
  name: Presse
  publisher_kind: press
  kind: listing
  language: fr
  homepage: https://presse.example/
  urls: [{url}]
  cadence: {cadence}
  enabled: true
  expects: null
  licence: null
  note: null
  publisher: {publisher}
  entry_url_pattern: "{pattern}"
  selectors: [{{entry: "{entry}"}}]
"""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"publisher": "inconnu"}, "x.publisher: 'inconnu' is not in actors.yml"),
        ({"cadence": "PT0S"}, "x.cadence: 0:00:00 is too often"),
        ({"url": "ftp://presse.example/"}, "'ftp://presse.example/' is not an http(s) address"),
        ({"entry": "a[["}, "entry: 'a[[' does not compile"),
        ({"pattern": "("}, "x.entry_url_pattern: '(' does not compile"),
    ],
)
def test_a_source_that_cannot_work_is_refused(directory: Path, changes: dict[str, str], said: str) -> None:
    """Unknown publisher, cadence of zero, wrong address, selector or pattern: refused at start."""
    values = {
        "id": "x",
        "url": "https://presse.example/",
        "cadence": "PT30M",
        "publisher": "null",
        "pattern": "x",
        "entry": "a",
    }
    (directory / "sources.yml").write_text("sources:" + SOURCE.format(**values | changes), encoding="utf-8")
    assert said in _mistakes(directory)


def test_the_same_id_twice_is_refused(directory: Path) -> None:
    """Two sources may not share an id."""
    one = SOURCE.format(
        id="x", url="https://presse.example/", cadence="PT30M", publisher="null", pattern="x", entry="a"
    )
    (directory / "sources.yml").write_text("sources:" + one + one, encoding="utf-8")
    assert "x: the id is given twice" in _mistakes(directory)


def test_all_mistakes_are_listed_at_once(directory: Path) -> None:
    """Mistakes in several files come together, not one at a start."""
    (directory / "subscriptions.yml").write_text(SUBSCRIPTION % ", hours: 7, colour: red", encoding="utf-8")
    (directory / "legal.yml").unlink()
    said = _mistakes(directory)
    for wanted in ("a.hours", "a.colour", "legal.yml: is missing"):
        assert wanted in said


def test_a_directory_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    """A wrong VIGIE_CONFIG is one sentence."""
    assert "vigie init" in _mistakes(tmp_path / "nowhere")


def test_a_file_that_is_not_utf8_is_named(directory: Path) -> None:
    """Latin-1 is told from UTF-8."""
    (directory / "actors.yml").write_bytes("version: été".encode("latin-1"))
    assert "actors.yml: is not UTF-8" in _mistakes(directory)


def test_every_shipped_file_is_known() -> None:
    """The list of files is the directory's content."""
    from watch.config import defaults_directory

    assert sorted(CONFIG_FILES) == sorted(path.name for path in defaults_directory().glob("*.yml"))


def test_the_user_agent_names_a_contact() -> None:
    """Sites can find whom to complain to."""
    assert "ops@journal.example" in Settings(contact="ops@journal.example").user_agent

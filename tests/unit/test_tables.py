"""What the terminal prints never says more than the value."""

from dataclasses import replace

import pytest

from builders import an_announcement, an_assessment, an_evidence
from watch.config import Config
from watch.model import HostingKind, HostingMention, HostingScope
from watch.query import Sheet
from watch.tables import print_sheet, verdict


def test_an_excluded_host_is_not_shown_as_a_host(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    """« Sans recours à un cloud étranger » is printed as excluded, a conditional host as possible."""
    host = HostingMention(
        provider=None,
        provider_id=None,
        kind=HostingKind.THIRD_COUNTRY_CLOUD,
        location=None,
        scope=HostingScope.CONTRACT,
        negated=True,
        hypothetical=False,
        evidence=an_evidence("sans recours à un cloud étranger"),
    )
    hosting = (host, replace(host, negated=False, hypothetical=True))
    print_sheet(Sheet(an_announcement(hosting=hosting), (), ()), config.framework)
    said = capsys.readouterr().out
    assert "third_country_cloud excluded (contract)" in said
    assert "third_country_cloud possible (contract)" in said


def test_silence_is_printed_as_silence(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    """No statement about hosting is said in words."""
    print_sheet(Sheet(an_announcement(), (), ()), config.framework)
    assert "hosting not documented" in capsys.readouterr().out


def test_a_presumption_outside_europe_is_called_national(config: Config) -> None:
    """The home supplier of a body outside Europe is presumed national: nobody calls it European."""
    presumed = an_assessment(verdict="presumed_european", prefix=None, flags=())
    assert verdict(presumed, config.framework) == "présomption européenne"
    assert verdict(replace(presumed, flags=("national_presumption",)), config.framework) == "présomption nationale"

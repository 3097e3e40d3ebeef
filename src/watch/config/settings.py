"""What depends on the installation rather than on the watch: paths, addresses, secrets; from the environment only."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from watch import __version__


class Settings(BaseSettings):
    """Environment variables, each prefixed ``VIGIE_``; unset ones take the values below."""

    model_config = SettingsConfigDict(env_prefix="VIGIE_", frozen=True)

    config: Path | None = Field(default=None, description="directory of the YAML files; unset: the shipped defaults")
    database: str = Field(default="sqlite:///vigie.db", description="SQLAlchemy URL, sqlite or postgresql")
    model: Path | None = Field(default=None, description="directory of another spaCy model; unset: the shipped one")
    host: str = Field(default="127.0.0.1", description="address the web page listens on")
    port: int = Field(default=8642, ge=0, le=65535, description="port the web page listens on")
    public_url: str = Field(default="http://127.0.0.1:8642", description="address of the page as readers see it")
    contact: str = Field(default="", description="mail or page named in the user agent, so that a site can complain")
    crawl_delay: float = Field(default=2.0, ge=0, description="least pause between two requests to one host, seconds")
    allow_hosts: str = Field(
        default="", description="comma-separated hosts (or host:port) on private networks that may be crawled"
    )
    keep_days: int = Field(default=90, ge=7, description="days that treated events and closed issues are kept")
    secret: SecretStr | None = Field(
        default=None, min_length=16, description="from which the keys of webhooks and of one-click ends are made"
    )
    chat_targets: SecretStr = Field(
        default=SecretStr(""), description="chat rooms as name=apprise-URL, separated by blanks"
    )

    @property
    def user_agent(self) -> str:
        """What the crawler calls itself in every request."""
        return f"Vigie/{__version__} (+{self.contact or self.public_url})"

    @property
    def allowed(self) -> frozenset[str]:
        """`allow_hosts` as a set."""
        return frozenset(host.strip() for host in self.allow_hosts.split(",") if host.strip())

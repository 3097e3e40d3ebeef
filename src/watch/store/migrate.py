"""Schema migrations, run by Alembic from the scripts in `migrations/`."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from watch.store import announcements


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def known_revisions() -> set[str]:
    """Every revision this version can start from."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def upgrade(engine: sa.Engine) -> None:
    """Bring the database to the newest revision in one transaction, and fill the index if that made it anew."""
    config = _config()
    with engine.connect().execution_options(vigie_writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        announcements.complete_index(connection)

"""What was there when an address was last read: known entries are not parsed again, rows of a page are compared."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; without it an address is read whole once more."""
    op.add_column("validators", sa.Column("seen", sa.Text(), nullable=True))

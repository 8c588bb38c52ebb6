"""Owns the fourth migration: assignment reports are kept as the very files that were made.

Those kept before, as text, go: today's is made anew at the next call.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of reports anew."""
    op.drop_table("reports")
    op.create_table(
        "reports",
        sa.Column("distributor", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(128), primary_key=True),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("taken", sa.DateTime(timezone=True)),
        sa.Column("file", sa.LargeBinary, nullable=False),
    )

"""links by which a unit's contact fills in whom it sends

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

import meeting.db

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("link_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("opened_at", meeting.db.Instant(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_delegation_link_hash"), ["link_hash"])


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

"""devices that find people by name

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("may_search", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.alter_column("may_search", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

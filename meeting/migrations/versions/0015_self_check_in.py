"""delegates check in by the venue's code

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("takes_self", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.alter_column("takes_self", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_scan_scanmethod"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_scan_scanmethod"), "method IN ('camera', 'scanner', 'search', 'self')"
        )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

"""spare badges that devices carry for walk-ins; kiosks

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("device", schema=None) as batch_op:
        for name in ("may_register", "is_kiosk"):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("device", schema=None) as batch_op:
        for name in ("may_register", "is_kiosk"):
            batch_op.alter_column(name, existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("badge", schema=None) as batch_op:
        batch_op.alter_column("delegate_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("device_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_badge_device_id"), "device", ["device_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_badge_held"), "delegate_id IS NOT NULL OR device_id IS NOT NULL"
        )
        batch_op.create_index("ix_badge_device_id", ["device_id"])


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

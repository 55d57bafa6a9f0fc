"""numbers of delegates

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))

    delegate = sa.table("delegate", sa.column("id"), sa.column("meeting_id"), sa.column("number"))
    ranks = sa.select(
        delegate.c.id,
        sa.func.row_number().over(partition_by=delegate.c.meeting_id, order_by=delegate.c.id).label("rank"),
    ).subquery()
    op.execute(
        delegate.update().values(number=sa.select(ranks.c.rank).where(ranks.c.id == delegate.c.id).scalar_subquery())
    )

    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.alter_column("number", existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_delegate_meeting_id_number"), ["meeting_id", "number"])


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

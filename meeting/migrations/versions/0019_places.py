"""places by category and by unit

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

import meeting.db

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

CATEGORIES = ("delegate", "observer", "guest", "exhibitor", "media", "staff")


def upgrade() -> None:
    op.create_table(
        "category_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(*CATEGORIES, name="category", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("places >= 0", name=op.f("ck_category_limit_places")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_category_limit_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_limit")),
        sa.UniqueConstraint("meeting_id", "category", name=op.f("uq_category_limit_meeting_id_category")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quota", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_delegation_quota"), "quota >= 0")
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waits_since", meeting.db.Instant(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

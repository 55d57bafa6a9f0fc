"""what the arrival desk hands out; its role

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

import meeting.db

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROLE = "role IN ('admin', 'seal-keeper', 'owner', 'organiser', 'reception', 'check-in', 'arrival', 'ceremony')"


def upgrade() -> None:
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_grant_role"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_grant_role"), ROLE)
    op.create_table(
        "handout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_handout_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handout")),
        sa.UniqueConstraint("meeting_id", "title", name=op.f("uq_handout_meeting_id_title")),
    )
    op.create_table(
        "handed_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("handout_id", sa.Integer(), nullable=False),
        sa.Column("at", meeting.db.Instant(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_handed_out_account_id")),
        sa.ForeignKeyConstraint(["delegate_id"], ["delegate.id"], name=op.f("fk_handed_out_delegate_id")),
        sa.ForeignKeyConstraint(["handout_id"], ["handout.id"], name=op.f("fk_handed_out_handout_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_out")),
        sa.UniqueConstraint("delegate_id", "handout_id", name=op.f("uq_handed_out_delegate_id_handout_id")),
    )
    op.create_index("ix_handed_out_handout_id", "handed_out", ["handout_id"])


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

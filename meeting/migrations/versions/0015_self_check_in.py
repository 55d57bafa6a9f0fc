"""delegates check in by the venue's code; quorum, what a gate shows, conflicts that were looked at

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

import meeting.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("takes_self", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("quorum", sa.Integer(), nullable=True))
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.alter_column("takes_self", existing_type=sa.Boolean(), server_default=None)
    op.create_table(
        "gate_shows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "what IN ('unit', 'post', 'category', 'forum', 'hotel', 'diet', 'remarks')",
            name=op.f("ck_gate_shows_shown"),
        ),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_gate_shows_gate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_shows")),
        sa.UniqueConstraint("gate_id", "what", name=op.f("uq_gate_shows_gate_id_what")),
    )
    op.create_table(
        "reviewed",
        sa.Column("scan_id", sa.Uuid(), nullable=False),
        sa.Column("at", meeting.db.Instant(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reviewed_account_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_reviewed_scan_id")),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_reviewed")),
    )
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_scan_scanmethod"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_scan_scanmethod"), "method IN ('camera', 'scanner', 'search', 'self')"
        )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

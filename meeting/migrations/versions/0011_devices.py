"""devices, and what their scans say

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

import meeting.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

REFUSAL = (
    "refusal IN ('unknown', 'forged', 'revoked', 'other-meeting', 'not-confirmed', 'not-enrolled', 'gate-closed', "
    "'device-revoked')"
)
SHOWN = "shown IN ('admitted', 'repeated', 'refused', 'undone')"


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("invitation_hash", sa.String(length=64), nullable=True),
        sa.Column("invited_until", meeting.db.Instant(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("joined_at", meeting.db.Instant(), nullable=True),
        sa.Column("revoked_at", meeting.db.Instant(), nullable=True),
        sa.Column("seen_at", meeting.db.Instant(), nullable=True),
        sa.Column("battery", sa.SmallInteger(), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("offset_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(token_hash IS NULL) = (joined_at IS NULL)", name=op.f("ck_device_joined")),
        sa.CheckConstraint("battery BETWEEN 0 AND 100", name=op.f("ck_device_battery")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_device_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("invitation_hash", name=op.f("uq_device_invitation_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index("ix_device_meeting_id", ["meeting_id"], unique=False)
    op.create_table(
        "device_gate",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_gate_device_id")),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_device_gate_gate_id")),
        sa.PrimaryKeyConstraint("device_id", "gate_id", name=op.f("pk_device_gate")),
    )

    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("received_at", meeting.db.Instant(), nullable=True))
        batch_op.add_column(sa.Column("device_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("device_at", meeting.db.Instant(), nullable=True))
        batch_op.add_column(sa.Column("offset_ms", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("shown", sa.String(length=24), nullable=True))
    op.execute("UPDATE scan SET received_at = at")
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.alter_column("received_at", existing_type=meeting.db.Instant(), nullable=False)
        batch_op.drop_constraint(batch_op.f("ck_scan_refusal"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_scan_refusal"), REFUSAL)
        batch_op.create_check_constraint(batch_op.f("ck_scan_shown"), SHOWN)
        batch_op.create_check_constraint(
            batch_op.f("ck_scan_device"), "(device_at IS NULL) = (device_id IS NULL)"
        )
        batch_op.create_check_constraint(batch_op.f("ck_scan_alone"), "shown IS NULL OR device_id IS NOT NULL")
        batch_op.create_foreign_key(batch_op.f("fk_scan_device_id"), "device", ["device_id"], ["id"])
        batch_op.drop_index("ix_scan_delegate_id")
        batch_op.create_index("ix_scan_delegate_id_gate_id", ["delegate_id", "gate_id"], unique=False)
        batch_op.create_index("ix_scan_meeting_id_received_at", ["meeting_id", "received_at"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

"""requests to use seals, signatures, and who approves them

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

import meeting.db

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

ROLE = "role IN ('admin', 'seal-keeper', 'owner', 'organiser', 'reception', 'check-in', 'ceremony')"
SCOPE = "(role IN ('admin', 'seal-keeper')) = (meeting_id IS NULL)"
OWNER = "(unit_id IS NULL) <> (person_id IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_grant_scope'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_grant_role'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_grant_scope'), SCOPE)
        batch_op.create_check_constraint(batch_op.f('ck_grant_role'), ROLE)

    with op.batch_alter_table('seal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('person_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('trial_key', sa.String(length=80), nullable=False, server_default=''))
        batch_op.alter_column('unit_id', existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_unique_constraint(batch_op.f('uq_seal_person_id'), ['person_id'])
        batch_op.create_foreign_key(batch_op.f('fk_seal_person_id'), 'person', ['person_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_seal_owner'), OWNER)
    with op.batch_alter_table('seal', schema=None) as batch_op:
        batch_op.alter_column('trial_key', existing_type=sa.String(length=80), server_default=None)

    op.create_table('seal_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('society_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('purpose', sa.String(length=300), nullable=False),
    sa.Column('copies', sa.Integer(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('pending', 'approved', 'declined', 'withdrawn', 'used-up', name='requeststate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('asked_at', meeting.db.Instant(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', meeting.db.Instant(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint('copies > 0', name=op.f('ck_seal_request_copies')),
    sa.CheckConstraint('used >= 0 AND used <= copies', name=op.f('ck_seal_request_used')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_seal_request_asked_by_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_seal_request_decided_by_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_seal_request_meeting_id')),
    sa.ForeignKeyConstraint(['society_id'], ['society.id'], name=op.f('fk_seal_request_society_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seal_request')),
    sa.UniqueConstraint('society_id', 'number', name=op.f('uq_seal_request_society_id_number'))
    )
    with op.batch_alter_table('seal_request', schema=None) as batch_op:
        batch_op.create_index('ix_seal_request_meeting_id', ['meeting_id'], unique=False)

    op.create_table('seal_request_seal',
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('seal_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['seal_request.id'], name=op.f('fk_seal_request_seal_request_id')),
    sa.ForeignKeyConstraint(['seal_id'], ['seal.id'], name=op.f('fk_seal_request_seal_seal_id')),
    sa.PrimaryKeyConstraint('request_id', 'seal_id', name=op.f('pk_seal_request_seal'))
    )
    with op.batch_alter_table('seal_request_seal', schema=None) as batch_op:
        batch_op.create_index('ix_seal_request_seal_seal_id', ['seal_id'], unique=False)

    op.create_table('seal_use',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('seal_id', sa.Integer(), nullable=False),
    sa.Column('copies', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=300), nullable=False),
    sa.Column('job_id', sa.Uuid(), nullable=True),
    sa.Column('at', meeting.db.Instant(), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.CheckConstraint('copies > 0', name=op.f('ck_seal_use_copies')),
    sa.ForeignKeyConstraint(['request_id'], ['seal_request.id'], name=op.f('fk_seal_use_request_id')),
    sa.ForeignKeyConstraint(['seal_id'], ['seal.id'], name=op.f('fk_seal_use_seal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seal_use'))
    )
    with op.batch_alter_table('seal_use', schema=None) as batch_op:
        batch_op.create_index('ix_seal_use_request_id', ['request_id'], unique=False)
        batch_op.create_index('ix_seal_use_seal_id', ['seal_id'], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

"""What is typed: signing in, one's own account, staff."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from meeting.accounts.enums import MEETING_ROLES, SOCIETY_ROLES, Role
from meeting.accounts.rules import LEAST, MOST
from meeting.web.forms import Form


def _needed() -> DataRequired:
    return DataRequired(_("请填写。"))


def _password(label: Any, **more: Any) -> PasswordField:
    too_long = Length(max=MOST, message=_("密码最多 200 个字符。"))
    return PasswordField(label, validators=[InputRequired(_("请填写。")), too_long], **more)


class SignInForm(Form):
    username = StringField(_("用户名"), validators=[_needed(), Length(max=60)])
    password = _password(_("密码"))
    stay = BooleanField(_("在这台设备上保持登录 14 天"), description=_("公用的电脑请不要勾选。"))


class NameForm(Form):
    name = StringField(
        _("姓名"),
        validators=[_needed(), Length(max=80, message=_("最多 80 个字。"))],
        description=_("操作记录里显示这个名字。"),
    )


class PasswordForm(Form):
    current = _password(_("现在的密码"))
    password = _password(
        _("新密码"), description=_("至少 %(least)s 个字符；可以用几个不相干的词连起来。", least=LEAST)
    )
    again = _password(_("再输一次新密码"))


class _RoleForm(Form):
    username = StringField(
        _("用户名"),
        validators=[_needed(), Length(max=60)],
        description=_("2 到 40 个字母、数字或汉字，用来登录。"),
    )


def _roles() -> list[SelectChoice]:
    from flask_babel import gettext

    # The least comes first: a click too early makes no second owner.
    roles = [role for role in reversed(Role) if role in MEETING_ROLES]
    return [SelectChoice(value=role.value, label=gettext(role.label)) for role in roles]


class NewStaffForm(_RoleForm):
    """A new account with a role in the meeting."""

    name = StringField(_("姓名"), validators=[_needed(), Length(max=80, message=_("最多 80 个字。"))])
    role = SelectField(_("角色"), choices=_roles)


class KnownStaffForm(_RoleForm):
    """A further role for an account of the society."""

    role = SelectField(_("角色"), choices=_roles)


def _society_roles() -> list[SelectChoice]:
    from flask_babel import gettext

    return [SelectChoice(value=role.value, label=gettext(role.label)) for role in Role if role in SOCIETY_ROLES]


class NewAdminForm(_RoleForm):
    """A new account that administers the society, or keeps its seals."""

    name = StringField(_("姓名"), validators=[_needed(), Length(max=80, message=_("最多 80 个字。"))])
    role = SelectField(_("角色"), choices=_society_roles, default=Role.ADMIN.value)


class KnownAdminForm(_RoleForm):
    """An account of the society becomes its admin, or keeps its seals."""

    role = SelectField(_("角色"), choices=_society_roles, default=Role.ADMIN.value)

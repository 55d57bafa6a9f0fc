"""Forms of badges and gates."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from meeting.checkin.enums import GateKind
from meeting.web.forms import Form


class PrintForm(Form):
    """Whose badges to print."""

    category = SelectField(_("类别"), validate_choice=True)
    delegation = SelectField(_("单位"), validate_choice=True)
    new = BooleanField(_("只印还没有印过的（增补打印）"))

    def offer(self, categories: list[tuple[str, str]], delegations: list[tuple[str, str]]) -> None:
        """Fill in what can be chosen."""
        everybody = SelectChoice("", _("全部"))
        self.category.choices = [everybody, *(SelectChoice(*pair) for pair in categories)]
        self.delegation.choices = [everybody, *(SelectChoice(*pair) for pair in delegations)]


class ReissueForm(Form):
    """Why a badge is void and another issued."""

    reason = StringField(
        _("补发原因"), description=_("如遗失、改名。旧证随即作废，扫码会提示收回。"), validators=[Length(max=200)]
    )


class GateForm(Form):
    """A gate of the organiser's own."""

    name = StringField(_("名称"), description=_("如“晚宴”“参观登车”。每个签到点分别计数。"))
    kind = SelectField(
        _("用途"),
        choices=[SelectChoice(kind.value, _(kind.label)) for kind in GateKind if kind is not GateKind.SESSION],
    )


class RenameForm(Form):
    """Another name for a gate."""

    name = StringField(_("名称"))

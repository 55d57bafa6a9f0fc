"""Forms of badges and gates."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from meeting.checkin.enums import GateKind
from meeting.web.forms import Form


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


class DeviceForm(Form):
    """A phone or computer that scans."""

    name = StringField(_("名称"), description=_("贴在手机上的名字，如“一号门”。扫码记录里写的就是它。"))
    gates = SelectMultipleField(
        _("签到点"), coerce=int, description=_("只能用选中的；一个也不选，可以用全部。"),
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip

"""The base of all forms."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from flask_wtf.i18n import Translations
from wtforms import DateTimeField, Field, HiddenField
from wtforms.validators import ValidationError

from meeting.db import uuid7
from meeting.errors import N_, MeetingError
from meeting.web.meanwhile import join, marks_of


def _clean(value: Any) -> Any:
    """NUL and lone surrogates never reach the database (PostgreSQL refuses them); the rest stays as typed."""
    if not isinstance(value, str):
        return value
    return "".join(c for c in value.strip() if (c >= " " and not "\ud800" <= c <= "\udfff") or c in "\n\t")


YEARS = range(1900, 2201)
"""Of a day that is typed. Others are slips of the finger, and at the calendar's ends no instant can be told."""


def _likely_year(_form: Any, field: Field) -> None:
    if isinstance(field.data, date) and field.data.year not in YEARS:
        raise ValidationError(gettext("年份像是写错了，请写四位数的年份，如 2020。"))


SENTENCES = {
    "Not a valid choice.": N_("请从列出的里面选一个；要的那一个不在的话，刷新页面再看。"),
    "Invalid Choice: could not coerce.": N_("请从列出的里面选一个；要的那一个不在的话，刷新页面再看。"),
    "Invalid choice(s): one or more data inputs could not be coerced.": N_("请从列出的里面选；刷新页面后再试。"),
    "Not a valid date value.": N_("日期认不出来，请从日历里选，或写成 2020-12-08。"),
    "Not a valid time value.": N_("时间认不出来，请写成 09:00 这样的时和分。"),
    "Not a valid datetime value.": N_("日期和时间认不出来，请从日历里选，或写成 2020-12-08 18:00。"),
    "Not a valid integer value.": N_("这里要写整数，如 80。"),
    "Not a valid decimal value.": N_("这里要写数字，如 3 或 2.5。"),
    "This field is required.": N_("这一栏要填，请补上。"),
}
"""What WTForms says of itself, in words that say what to do."""


class Sentences(Translations):
    """WTForms' own messages: ours where we have one."""

    def gettext(self, string: str) -> str:
        ours = SENTENCES.get(string)
        return str(gettext(ours) if ours else super().gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        if plural == "Field cannot be longer than %(max)d characters.":
            return str(gettext("太长了，请缩短到 %(max)d 个字以内。"))  # WTForms fills it in
        return str(super().ngettext(singular, plural, n))


class Form(FlaskForm):
    """Every form that changes something carries a key, so that it is taken once (``once``).

    One that is made with a record (``obj`` or ``data``) also carries what it showed of it (``meanwhile``).
    """

    form_key = HiddenField(default=lambda: str(uuid7()))
    shown = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._came_back_with = self.shown.data
        if kwargs.get("obj") is not None or kwargs.get("data") is not None:
            self.shown.data = marks_of(self)
        else:
            del self.shown

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        alone = "shown" not in self or join(self, self._came_back_with)
        return sound and alone

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Sentences:  # noqa: ARG002  (WTForms' signature)
            return Sentences()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            # Not JSON, which Flask-WTF would take too: it may be a list or a number, and hold anything.
            return super().wrap_formdata(form, request.form if formdata is not None and request.is_json else formdata)

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            filters = list(unbound_field.kwargs.get("filters", []))
            if unbound_field.field_class.__name__ in {"StringField", "TextAreaField", "SearchField", "TelField"}:
                filters.append(_clean)
            bound = unbound_field.bind(form=form, filters=filters, **options)
            if isinstance(bound, DateTimeField):
                bound.validators = [*bound.validators, _likely_year]
            return bound

    def validate_form_key(self, field: Field) -> None:
        try:
            UUID(field.data)
        except (TypeError, ValueError) as error:
            raise ValidationError(gettext("表单不完整，请刷新页面后重新提交。")) from error

    def refuse(self, error: MeetingError) -> int:
        """Show a refusal in the form as it was typed; returns the answer's status."""
        sentence = in_words(error)
        if error.field and error.field in self._fields:
            field = self._fields[error.field]
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors.append(sentence)
        return error.status


def in_words(error: MeetingError) -> str:
    """The refusal's sentence in the reader's language."""
    if not error.params:
        return gettext(error.sentence)
    return gettext(error.sentence, **error.params | {place: _worded(error.params[place]) for place in error.worded})


def _worded(said: str | MeetingError) -> str:
    if isinstance(said, MeetingError):
        return in_words(said)
    return " / ".join(gettext(part) if part else "" for part in said.split(" / "))


def typed(name: str) -> str:
    """A field that is read without a form, cleaned as a form's would be; empty where it wasn't sent."""
    return str(_clean(request.form.get(name, "")))


def row_id(text: str | None) -> int:
    """The number of a row as a form sends it; 0, which is no row's, where it can't be one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0

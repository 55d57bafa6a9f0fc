"""All words of letters, each in the face that it is going to be set in: for ``documents.preflight``."""

from collections.abc import Iterable, Iterator, Sequence

from meeting.documents.letters.numbering import heading
from meeting.documents.letters.parts import Faces, Head, Letter, Table
from meeting.documents.preflight import Preflight, Words, preflight
from meeting.errors import N_


def look_over(letters: Iterable[Letter]) -> Preflight:
    """Which characters stop a run, and which another face draws. Raises FaceMissing."""
    return preflight(words for letter in letters for words in words_of(letter))


def words_of(letter: Letter) -> Iterator[Words]:
    """Line by line: a line break is none of their characters."""
    faces = letter.faces
    mark = letter.mark if letter.head is not Head.PLAIN else ""
    named = [
        (faces.title, N_("发文机关标志"), mark),
        (faces.body, N_("编号"), letter.number),
        (faces.title, N_("标题"), letter.title),
        (faces.body, N_("主送"), letter.addressees),
        (faces.body, N_("落款单位"), "\n".join(issuer.name for issuer in letter.issuers)),
        (faces.body, N_("成文日期"), letter.date),
        (faces.body, N_("附注"), letter.note),
        (faces.body, N_("抄送"), letter.copies_to),
        (faces.body, N_("印发机关"), f"{letter.printed_by}\n{letter.printed_on}"),
    ]
    for face, where, text in named:
        yield from (Words(face, line, where) for line in text.split("\n") if line)
    yield from _body(letter.body, faces, N_("正文"))
    for attachment in letter.attachments:
        yield Words(faces.title, " ".join(attachment.title.split()), N_("附件"))
        yield from _body(attachment.body, faces, N_("附件"))


def _body(body: Sequence[str | Table], faces: Faces, where: str) -> Iterator[Words]:
    for part in body:
        if isinstance(part, Table):
            yield from (Words(faces.first, text, where) for text in part.headings)
            yield from (Words(faces.body, text, where) for row in part.rows for text in row if text)
            continue
        level, head, rest = heading(part)
        if head:
            yield Words(faces.first if level == 1 else faces.second, head, where)
        if rest:
            yield Words(faces.body, rest, where)

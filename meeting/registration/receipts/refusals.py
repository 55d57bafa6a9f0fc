"""Why a file cannot be read, each with what to do about it; and how large a file may be."""

from dataclasses import dataclass

from meeting.errors import N_, Invalid


@dataclass(frozen=True)
class Limits:
    """How much one file may hold, before anything in it is interpreted (OWASP ASVS 5, 5.2.3)."""

    size: int = 20_000_000
    """Bytes of the file itself."""
    unpacked: int = 100_000_000
    """Bytes of all that a zipped workbook unpacks to."""
    entries: int = 2_000
    """Files within a zipped workbook; pictures count."""
    columns: int = 256
    """Columns with anything in them, as many as an old .xls can have."""
    cells: int = 6_000_000
    """Rows times columns of one sheet, up to the last that holds anything."""


class UnreadableFile(Invalid):
    """A file that is not taken at all. ``params`` always holds ``file``, the name it came under."""

    code = "receipt-unreadable"
    sentence = N_("“%(file)s”打不开，可能已经损坏。请用WPS或Excel打开后另存为.xlsx再上传。")
    field = "file"


class EmptyFile(UnreadableFile):
    """No bytes, or nothing but blanks."""

    code = "receipt-empty"
    sentence = N_("“%(file)s”是空的。请确认已经保存，再重新上传。")


class FileTooLarge(UnreadableFile):
    """More than ``Limits.size`` bytes."""

    code = "receipt-too-large"
    sentence = N_("“%(file)s”有%(megabytes)d MB，超过%(limit)d MB。请删去图片和多余的工作表，另存后再上传。")


class EncryptedFile(UnreadableFile):
    """A workbook that asks for a password."""

    code = "receipt-encrypted"
    sentence = N_("“%(file)s”设有打开密码。请取消密码（文件→信息→保护工作簿），另存后再上传。")


class NotASpreadsheet(UnreadableFile):
    """A picture, a PDF, a Word document, an archive: ``kind`` says what was found."""

    code = "receipt-not-a-spreadsheet"
    sentence = N_("“%(file)s”不是表格，而是%(kind)s。请把名单填进Excel或WPS表格（.xlsx、.xls、.csv）再上传。")


class UnpacksTooLarge(UnreadableFile):
    """A zip bomb, or a workbook swollen by pictures and formats."""

    code = "receipt-unpacks-too-large"
    sentence = N_("“%(file)s”解压后过大，没有读取。请新建一个表格，只把名单粘贴进去，另存后再上传。")


class TooManyColumns(UnreadableFile):
    """Columns or cells beyond the limits."""

    code = "receipt-too-many-cells"
    sentence = N_("“%(file)s”的内容铺到了太多的行或列，没有读取。请新建一个表格，只把名单粘贴进去，另存后再上传。")


class UndecodableText(UnreadableFile):
    """A text file with a byte that is neither UTF-8, UTF-16 nor GB 18030 at ``row``."""

    code = "receipt-undecodable"
    sentence = N_(
        "“%(file)s”第%(row)d行有无法识别的字符（字节%(byte)s）。请用WPS或Excel打开检查这一行，另存为.xlsx再上传。"
    )


class NoDelegates(UnreadableFile):
    """A spreadsheet, but no column of names in it."""

    code = "receipt-no-names"
    sentence = N_("“%(file)s”里没有找到“姓名”一栏。请按回执的表头（姓名、单位、手机……）填写后再上传。")


class TooHeavy(UnreadableFile):
    """The child process that read it ran out of memory or time."""

    code = "receipt-too-heavy"
    sentence = N_("“%(file)s”过于庞大，读取时中止。请新建一个表格，只把名单粘贴进去，另存后再上传。")


KINDS: dict[str, type[UnreadableFile]] = {
    kind.code: kind
    for kind in (
        UnreadableFile,
        EmptyFile,
        FileTooLarge,
        EncryptedFile,
        NotASpreadsheet,
        UnpacksTooLarge,
        TooManyColumns,
        UndecodableText,
        NoDelegates,
        TooHeavy,
    )
}
"""By code: a refusal that crosses a process border as code and parameters becomes itself again."""

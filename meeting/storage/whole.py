"""Files that are there whole or not at all, whatever happens in between."""

import errno
import os
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from meeting.errors import N_, MeetingError


class OutputRefused(MeetingError):
    """The system doesn't let a command write the file that was asked for."""

    code = "output-refused"
    sentence = N_("写不了“%(file)s”：%(reason)s。请换一个文件夹，或腾出空间。")


class OutputFolderMissing(OutputRefused):
    """Where the file was to lie there is no folder."""

    code = "output-folder-missing"
    sentence = N_("写不了“%(file)s”：没有文件夹“%(folder)s”。请先建立它，或把文件写到已有的文件夹里。")


REASONS = {
    errno.EACCES: "没有写入的权限",
    errno.EPERM: "没有写入的权限",
    errno.EROFS: "这个磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EEXIST: "这是一个文件，不是文件夹",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EPIPE: "接收的程序已经退出",
    errno.EIO: "磁盘读写出错",
}
"""What the system says, in words."""


def reason(error: OSError) -> str:
    """Why the system refuses."""
    return REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def write_whole(path: Path, data: bytes) -> None:
    """Aside, synced, renamed: never half a file under its name. Raises ``OSError``.

    A link stays, and the file that it leads to is replaced. A device or a pipe (/dev/stdout) is written to: it can't
    be replaced.
    """
    if _is_a_device(path):
        path.write_bytes(data)
        return
    path = Path(os.path.realpath(path))
    aside = path.with_name(f".{path.name}.part")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise


def write_output(path: Path, data: bytes) -> None:
    """What a command was asked to write. Raises ``OutputRefused``, ``OutputFolderMissing``."""
    try:
        write_whole(path, data)
    except OSError as error:
        folder = Path(os.path.realpath(path)).parent
        if error.errno == errno.ENOENT and not folder.exists():
            raise OutputFolderMissing(file=path, folder=folder) from error
        raise OutputRefused(file=path, reason=reason(error)) from error


def _is_a_device(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not S_ISREG(mode) and not S_ISDIR(mode)

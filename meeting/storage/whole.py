"""Files that are there whole or not at all, whatever happens in between."""

import os
from pathlib import Path

from meeting.errors import N_, MeetingError


class OutputRefused(MeetingError):
    """The system doesn't let a command write the file that was asked for."""

    code = "output-refused"
    sentence = N_("写不了“%(file)s”：%(reason)s。请换一个文件夹，或腾出空间。")


def write_whole(path: Path, data: bytes) -> None:
    """Aside, synced, renamed: never half a file under its name. Raises ``OSError``."""
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
    """What a command was asked to write. Raises ``OutputRefused``."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise OutputRefused(file=path, reason=error.strerror or type(error).__name__) from error

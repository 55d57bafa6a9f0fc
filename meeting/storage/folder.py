"""Storage in a folder of the instance."""

import re
import uuid
from pathlib import Path

from flask import current_app

from meeting.errors import NotFound
from meeting.storage.whole import write_whole


class Folder:
    """Files under random keys. What a file was called is the owner row's business, never the path's."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes, suffix: str = "", *, key: str | None = None) -> str:
        """Keep ``data`` and return its key. ``suffix`` such as ``.pdf`` helps whoever looks into the folder.

        ``key``: of whoever has a random one of its own and may put again, 32 hexadecimal figures and the suffix.
        """
        if not re.fullmatch(r"(\.[a-z0-9]{1,8})?", suffix):
            raise ValueError(f"not a suffix: {suffix!r}")
        key = key or f"{uuid.uuid4().hex}{suffix}"
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
        return key

    def get(self, key: str) -> bytes:
        """Raises ``NotFound``."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise NotFound from error

    def delete(self, key: str) -> None:
        """Harmless where it is gone already."""
        self._path(key).unlink(missing_ok=True)

    def delete_all(self, stem: str) -> None:
        """What lies under this key with whatever suffix, half-written files too."""
        if not re.fullmatch(r"[0-9a-f]{32}", stem):
            raise ValueError(f"not the stem of a key: {stem!r}")
        for pattern in (f"{stem}*", f".{stem}*.part"):
            for path in (self.root / stem[:2]).glob(pattern):
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{32}(\.[a-z0-9]{1,8})?", key):
            raise NotFound
        return self.root / key[:2] / key


def storage() -> Folder:
    """The installation's folder of files."""
    return Folder(current_app.config["MEETING"].files)

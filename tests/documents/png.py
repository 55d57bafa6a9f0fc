"""PNG files as Pillow doesn't write them: of 16 bits a channel, or larger than a memory."""

import struct
import zlib
from collections.abc import Iterable


def png(width: int, height: int, depth: int, colours: int, rows: Iterable[bytes]) -> bytes:
    """``colours``: the colour type. ``rows``: each with its filter byte first."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for row in rows) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    )


def bomb(width: int, height: int) -> bytes:
    """A whole picture of black pixels, a bit each: 50,000 × 50,000 are some 300 KB, and 2,500 MB unpacked."""
    return png(width, height, 1, 0, (bytes(width // 8 + 1) for _ in range(height)))

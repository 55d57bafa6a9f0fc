"""Our own files, gzipped for whoever takes that: a phone's first start over a venue's network is mostly they.

And what devices are told: they ask with a key in a header, which no other page can make them send. Never pages: they
hold secrets beside what others may have typed, and how well those compress together would tell of them.
"""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request

PACKED = {"text/css", "text/javascript", "application/javascript", "application/wasm", "image/svg+xml"}
SMALLEST = 1_000
"""Bytes: below, the header's own cost is most of what is spared."""
WORTH_IT = 4_000
"""Bytes of an answer that is made anew each time: a single scan's isn't slowed down."""


def init_packing(app: Flask) -> None:
    app.after_request(_pack)


def pack_told(answer: Response) -> Response:
    """After a request that carries its key in a header: the answer, gzipped where that is worth it."""
    answer.vary.add("Accept-Encoding")
    if answer.is_streamed or len(answer.get_data()) < WORTH_IT or not request.accept_encodings["gzip"]:
        return answer
    answer.set_data(gzip.compress(answer.get_data(), 6, mtime=0))
    answer.content_encoding = "gzip"
    return answer


def _pack(answer: Response) -> Response:
    if request.endpoint != "static" or answer.mimetype not in PACKED:
        return answer
    answer.vary.add("Accept-Encoding")
    long_enough = (answer.content_length or 0) >= SMALLEST
    if answer.status_code != 200 or not long_enough or not request.accept_encodings["gzip"] or request.range:
        return answer
    path = Path(current_app.static_folder or "") / (request.view_args or {})["filename"]
    data = _packed(path, path.stat().st_mtime_ns)
    etag, _ = answer.get_etag()
    if hasattr(answer.response, "close"):
        answer.response.close()  # the file that would have been sent
    answer.direct_passthrough = False
    answer.set_data(data)
    answer.content_encoding = "gzip"
    if etag:
        answer.set_etag(etag, weak=True)  # the same file in other bytes
    return answer


@lru_cache(maxsize=256)
def _packed(path: Path, changed: int) -> bytes:  # noqa: ARG001 (made anew when the file is another)
    return gzip.compress(path.read_bytes(), 9, mtime=0)

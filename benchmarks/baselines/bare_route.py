"""What a scan can't be faster than: a bare Flask route that commits one row durably, served as the product is.

``BARE_ROUTE_FILE=… python -m benchmarks.baselines.bare_route PORT``. No account, no signature, no rule, no history;
SQLite in WAL with ``synchronous=FULL``, one writer at a time.
"""

import json
import os
import sys
import threading

import pysqlite3 as sqlite3
from flask import Flask, request
from werkzeug.wrappers import Response

SCHEMA = "CREATE TABLE IF NOT EXISTS scan (id TEXT PRIMARY KEY, gate INTEGER, code TEXT)"
FILE = os.environ.get("BARE_ROUTE_FILE", ":memory:")
THREADS = 8

app = Flask(__name__)
_turn = threading.Lock()
_mine = threading.local()


def _connection() -> sqlite3.Connection:
    if not hasattr(_mine, "connection"):
        found = sqlite3.connect(FILE, isolation_level=None)
        found.execute("PRAGMA journal_mode=WAL")
        found.execute("PRAGMA synchronous=FULL")
        found.execute(SCHEMA)
        _mine.connection = found
    return _mine.connection  # type: ignore[no-any-return]


@app.get("/sign-in")
def ready() -> str:
    return "ready"


@app.post("/scan/<int:gate>")
def scan(gate: int) -> Response:
    told = request.get_json()
    with _turn:
        connection = _connection()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO scan VALUES (?, ?, ?)", (told["id"], gate, told["code"]))
        connection.execute("COMMIT")
    answer = {"id": told["id"], "result": told["result"], "name": told["name"]}
    return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")


def serve() -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "benchmarks.baselines.bare_route:app", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI,
        workers=1, blocking_threads=THREADS, backlog=1024, log_level=LogLevels.error,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    serve()

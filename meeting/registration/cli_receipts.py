"""Commands ``meeting receipts import`` and ``meeting receipts undo``."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Permission
from meeting.db import db, release, transaction
from meeting.meetings.access import meeting_named
from meeting.registration.models import ReceiptImport
from meeting.registration.operations.receipt_undoing import undo
from meeting.registration.operations.receipts import import_receipts, rules_of
from meeting.registration.queries.receipts import import_in, summary
from meeting.registration.receipts.batch import read_files
from meeting.storage.folder import storage

receipts = AppGroup("receipts", help="Receipts (回执): the spreadsheets by which units name their delegates.")

TAKEN = {".xlsx", ".xls", ".csv"}


@receipts.command("import")
@click.option("--meeting", "slug", required=True, metavar="SLUG")
@click.option("--dry-run", is_flag=True, help="Preview only: say what would become of each row.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def import_(slug: str, dry_run: bool, as_json: bool, paths: tuple[Path, ...]) -> None:
    """Import receipts from files or folders; confirmed at once unless --dry-run."""
    meeting = meeting_named(slug, Permission.REGISTRATION)
    meeting_id, rules = meeting.id, rules_of(meeting)
    release()
    files = [(path.name, path.read_bytes()) for path in _files(paths)]
    read = read_files(files, rules)
    keys = [storage().put(data, _suffix(name)) for name, data in files]
    at = clock.now()
    meeting = db.session.get_one(type(meeting), meeting_id)
    import_id = import_receipts(meeting, read, keys=keys, confirmed=not dry_run, at=at, by=OPERATOR)
    found = import_in(meeting, import_id, with_rows=False)
    told = summary(found)
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(_lines(told, dry_run)))
    unread = [file for file in found.files if file.error]
    for file in unread:
        click.echo(f"{file.name}：{file.error}", err=True)
    release()
    raise SystemExit(1 if unread else 0)


@receipts.command("undo")
@click.option("--meeting", "slug", required=True, metavar="SLUG")
@click.argument("import_id", type=int, metavar="ID")
def undo_(slug: str, import_id: int) -> None:
    """Remove what an import created and nobody touched since, restore what it changed, list the rest."""
    with transaction():
        found: ReceiptImport = import_in(meeting_named(slug, Permission.REGISTRATION), import_id)
        done = undo(found, at=clock.now(), by=OPERATOR)
    click.echo(f"移除 {done.removed} 人，恢复 {done.restored} 人，保留 {len(done.kept)} 人。")
    for name, why in done.kept:
        click.echo(f"{name}\t{why}")
    raise SystemExit(1 if done.kept else 0)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Files as given; of a folder its spreadsheets, by name. The rest is named and passed over."""
    for path in paths:
        if path.is_dir():
            for inside in sorted(path.iterdir()):
                if inside.suffix.lower() in TAKEN and inside.is_file() and not inside.name.startswith(("~$", ".")):
                    yield inside
                else:
                    click.echo(f"跳过 {inside.name}：不是 .xlsx、.xls 或 .csv", err=True)
        else:
            yield path


def _lines(told: dict[str, Any], dry_run: bool) -> Iterator[str]:
    yield f"{'预览' if dry_run else '导入'} {told['import']}：{told['files']} 个文件"
    yield f"新增 {told['created']} 人，更新 {told['updated']} 人，没有变化 {told['unchanged']} 人"
    for name, what in (("duplicates", "重复"), ("faults", "有误"), ("waiting", "候补"), ("units_created", "新单位")):
        if told[name]:
            yield f"{what} {len(told[name])}："
            yield from (
                "  " + (" ".join(map(str, item.values())) if isinstance(item, dict) else item) for item in told[name]
            )


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix in TAKEN else ""

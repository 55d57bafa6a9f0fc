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
from meeting.registration.operations.receipt_undoing import undo
from meeting.registration.operations.receipts import import_receipts, rules_of
from meeting.registration.queries.receipts import import_in, import_numbered, summary
from meeting.registration.receipts.batch import read_files
from meeting.storage.folder import storage
from meeting.storage.whole import reason

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
    files, all_read = _chosen(paths)
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
    raise SystemExit(1 if unread or not all_read else 0)


@receipts.command("undo")
@click.option("--meeting", "slug", required=True, metavar="SLUG")
@click.argument("import_id", type=int, metavar="ID")
def undo_(slug: str, import_id: int) -> None:
    """Remove what an import created and nobody touched since, restore what it changed, list the rest."""
    with transaction():
        found = import_numbered(meeting_named(slug, Permission.REGISTRATION), import_id)
        done = undo(found, at=clock.now(), by=OPERATOR)
    click.echo(f"移除 {done.removed} 人，恢复 {done.restored} 人，保留 {len(done.kept)} 人。")
    for name, why in done.kept:
        click.echo(f"{name}\t{why}")
    raise SystemExit(1 if done.kept else 0)


def _chosen(paths: Iterable[Path]) -> tuple[list[tuple[str, bytes]], bool]:
    """Names and bytes of the files as given, of a folder its spreadsheets, by name; and whether all could be read.

    What else lies in a folder is passed over, each with a true word; what can't be read is missed.
    """
    files, all_read = [], True
    for file in _listed(paths):
        try:
            file.name.encode()  # it is kept, and no database takes half a character
            files.append((file.name, file.read_bytes()))
        except UnicodeEncodeError:
            click.echo(f"{_shown(file)}：文件名不是 UTF-8 编码。请改名后再导入。", err=True)
            all_read = False
        except OSError as error:
            click.echo(f"{_shown(file)}：{_unread(file, error)}", err=True)
            all_read = False
    return files, all_read


def _listed(paths: Iterable[Path]) -> Iterator[Path]:
    """A folder that can't be looked into stands for itself: it is told as what couldn't be read."""
    for path in paths:
        try:
            inside = sorted(path.iterdir()) if path.is_dir() else [path]
        except OSError:
            inside = [path]
        for file in inside:
            if file is not path and (why := _passed_over(file)):
                click.echo(f"跳过 {_shown(file)}：{why}", err=True)
            else:
                yield file


def _passed_over(file: Path) -> str:
    """Why something in a folder isn't taken for a receipt; empty: it is."""
    if file.name.startswith("~$"):
        return "Office 打开文件时的临时文件，不是回执"
    if file.name.startswith("."):
        return "隐藏文件"
    if file.is_dir():
        return "是子文件夹，里面的文件没有导入；要导入，请把它也写在命令里"
    if file.suffix.lower() not in TAKEN:
        return "不是 .xlsx、.xls 或 .csv"
    if file.exists() and not file.is_file():
        return "不是普通文件"
    return ""


def _unread(file: Path, error: OSError) -> str:
    if file.is_symlink() and not file.exists():
        return "是一个链接，它指向的文件不在了。请放入文件本身再导入。"
    return f"读不了（{reason(error)}）。请检查后再导入。"


def _shown(file: Path) -> str:
    return file.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


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

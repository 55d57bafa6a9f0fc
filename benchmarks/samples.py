"""Meetings to measure with: the reference one, and larger ones of made-up people."""

import csv
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import openpyxl

REFERENCE = Path(__file__).parent.parent / "meeting" / "data" / "changzhou-2020"
FORUMS = 5

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
GIVEN = "安邦成达恩芳刚浩佳凯兰明宁平倩荣思涛文雪"
POSTS = ("馆长", "副馆长", "科长", "副科长", "一级主任科员", "馆员", "副研究馆员", "主任")
HEADINGS = ("序号", "姓名", "性别", "单位", "职务", "手机", "参加分会", "是否住宿", "备注")
REGIONS = ("南京市", "无锡市", "徐州市", "常州市", "苏州市", "南通市", "连云港市", "淮安市", "盐城市", "扬州市")


@dataclass(frozen=True)
class Sample:
    """Files to make a meeting from, and what comes of them."""

    toml: Path
    units: Path
    receipts: Path
    awards: Path | None
    delegates: int
    duplicates: int
    faults: int


def reference() -> Sample:
    """396 delegates in sixty files."""
    truth = json.loads((REFERENCE / "receipts" / "truth.json").read_text(encoding="utf-8"))
    return Sample(
        toml=REFERENCE / "meeting.toml",
        units=REFERENCE / "units.csv",
        receipts=REFERENCE / "receipts",
        awards=REFERENCE / "awards.csv",
        delegates=truth["delegates"],
        duplicates=len(truth["duplicates"]),
        faults=len(truth["faults"]),
    )


def made_up(folder: Path, *, delegates: int, files: int) -> Sample:
    """So many in so many receipts, one for each unit, two thirds .xlsx, a third .csv; always the same.

    Rooms and sub-forums seat everybody. No row is wrong, none is sent twice.
    """
    folder.mkdir()
    (folder / "receipts").mkdir()
    toml = re.sub(r"\bseats = \d+", f"seats = {delegates}", (REFERENCE / "meeting.toml").read_text(encoding="utf-8"))
    (folder / "meeting.toml").write_text(toml, encoding="utf-8")
    names = [f"第{number:03}档案馆" for number in range(1, files + 1)]
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["次序", "单位", "地区", "别名"])
        writer.writerows([number, name, REGIONS[number % len(REGIONS)], ""] for number, name in enumerate(names, 1))
    people = _people(delegates)
    for number, unit in enumerate(names):
        share = range(delegates * number // files, delegates * (number + 1) // files)
        rows = [[place, *next(people)] for place, _ in enumerate(share, 1)]
        for row in rows:
            row.insert(3, unit)
        _write(folder / "receipts" / f"{unit}.{'csv' if number % 3 == 2 else 'xlsx'}", unit, rows)
    return Sample(folder / "meeting.toml", folder / "units.csv", folder / "receipts", None, delegates, 0, 0)


def _people(number: int) -> Iterator[list[str]]:
    """Name, sex, post, mobile, sub-forum, hotel, remark."""
    chance = random.Random(number)  # not for secrets
    names = ["".join(parts) for parts in product(SURNAMES, GIVEN, ["", *GIVEN])]
    chance.shuffle(names)
    for place in range(number):
        yield [
            names[place % len(names)],
            chance.choice("男女"),
            chance.choice(POSTS),
            str(19_930_000_000 + place),
            f"第{'一二三四五'[place % FORUMS]}分会",
            chance.choice(("是", "否")),
            chance.choice(("", "", "素食")),
        ]


def _write(path: Path, unit: str, rows: list[list[object]]) -> None:
    sheet: list[list[object]] = [["年会参会回执"], [f"填报单位（盖章）：{unit}"], list(HEADINGS), *rows]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as opened:
            csv.writer(opened).writerows(sheet)
        return
    book = openpyxl.Workbook()
    for row in sheet:
        book.active.append(row)
    book.save(path)

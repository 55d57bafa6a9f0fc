"""Make meeting/people/data/pinyin.txt.gz, one reading for each Chinese character. Run once, by hand.

    python scripts/build_pinyin.py

Derived from the character table of the installed pypinyin (MIT), whose import takes 0.2 s and 59 MB of
memory: more than a worker should pay for a table of which names need one reading a character. Each line is
a syllable with the number of its tone (5: neutral) and the characters that are read so. Where the table's
first reading is not the one heard in names, ``IN_NAMES`` overrules it.
"""

import gzip
from pathlib import Path

from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

TARGET = Path(__file__).parent.parent / "meeting" / "people" / "data" / "pinyin.txt.gz"

IN_NAMES = {
    "了": "liao3", "什": "shi2", "佛": "fo2", "勒": "le4", "匙": "chi2", "卜": "bu3", "参": "can1",
    "呢": "ni2", "地": "di4", "娜": "na4", "子": "zi3", "晟": "sheng4", "曲": "qu3", "泊": "bo2",
    "翟": "zhai2", "臧": "zang1", "莎": "sha1", "薄": "bo2", "裳": "chang2", "都": "du1", "长": "chang2",
    "長": "chang2", "隽": "jun4", "塞": "sai4", "率": "shuai4", "着": "zhe5",
}  # fmt: skip


def main() -> None:
    lines: dict[str, str] = {}
    for code, readings in sorted(PINYIN_DICT.items()):
        first = to_tone3(readings.split(",")[0], neutral_tone_with_five=True)
        reading = IN_NAMES.get(chr(code), first).replace("ü", "v").replace("ê", "e")
        lines[reading] = lines.get(reading, "") + chr(code)
    text = "\n".join(reading + lines[reading] for reading in sorted(lines))
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(f"{len(PINYIN_DICT)} characters, {len(lines)} readings, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()

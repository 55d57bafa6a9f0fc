"""Files that are there whole or not at all."""

import pytest

from meeting.storage.whole import OutputRefused, write_output


def test_write_output_takes_the_place_of_what_was_there(tmp_path):
    output = tmp_path / "名单.csv"
    output.write_bytes(b"the longer list of yesterday")

    write_output(output, b"today's")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"名单.csv": b"today's"}


def test_write_output_says_why_not_and_leaves_no_part_behind(tmp_path):
    folder, nowhere = tmp_path / "folder", tmp_path / "no" / "x.pdf"
    folder.mkdir()

    refusals = []
    for path in (folder, nowhere):
        with pytest.raises(OutputRefused) as refused:
            write_output(path, b"data")
        refusals.append(str(refused.value))

    assert refusals == [
        f"写不了“{folder}”：Is a directory。请换一个文件夹，或腾出空间。",
        f"写不了“{nowhere}”：No such file or directory。请换一个文件夹，或腾出空间。",
    ]
    assert list(tmp_path.iterdir()) == [folder]

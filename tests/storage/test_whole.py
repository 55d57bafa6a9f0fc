"""Files that are there whole or not at all."""

import os
import stat
import threading

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
        f"写不了“{folder}”：这是一个文件夹。请换一个文件夹，或腾出空间。",
        f"写不了“{nowhere}”：没有文件夹“{nowhere.parent}”。请先建立它，或把文件写到已有的文件夹里。",
    ]
    assert list(tmp_path.iterdir()) == [folder]


def test_write_output_leaves_a_link_and_replaces_what_it_leads_to(tmp_path):
    target, link, dangling = tmp_path / "real.csv", tmp_path / "link.csv", tmp_path / "dangling.csv"
    target.write_bytes(b"yesterday's")
    link.symlink_to("real.csv")
    dangling.symlink_to("new.csv")

    for path in (link, dangling):
        write_output(path, b"today's")

    assert (link.readlink().name, dangling.readlink().name) == ("real.csv", "new.csv")
    assert [path.read_bytes() for path in (target, tmp_path / "new.csv")] == [b"today's"] * 2
    assert not list(tmp_path.glob(".*"))


def test_write_output_writes_through_a_pipe(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()

    write_output(pipe, b"data")

    reader.join(10)
    assert read == [b"data"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_write_output_leaves_a_full_device_what_it_is(tmp_path):
    link = tmp_path / "full"
    link.symlink_to("/dev/full")

    with pytest.raises(OutputRefused) as refused:
        write_output(link, b"data")

    assert str(refused.value) == f"写不了“{link}”：磁盘已满。请换一个文件夹，或腾出空间。"
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)
    assert link.is_symlink()

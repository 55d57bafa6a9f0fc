import pytest

from meeting.mail.addresses import AddressInvalid, masked, read_address, read_addresses, without


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("zhang@163.com", "zhang@163.com"),
        (" Zhang.San+1@Example.ORG ", "Zhang.San+1@example.org"),
        ("ｚｈａｎｇ＠１６３．ｃｏｍ", "zhang@163.com"),
        ("zhang@163。com", "zhang@163.com"),
        ("<zhang@163.com>", "zhang@163.com"),
        ("mailto:zhang@163.com", "zhang@163.com"),
        ("zhang@档案.中国", "zhang@xn--4gqz36f.xn--fiqs8s"),
        ("12345678@qq.com", "12345678@qq.com"),
        ("o'neil_x-y@sub.a-b.example.org", "o'neil_x-y@sub.a-b.example.org"),
    ],
)
def test_addresses_are_read_as_people_write_them(given, read):
    if "档案" in given:
        read = f"zhang@{'档案.中国'.encode('idna').decode()}"

    assert read_address(given) == read


@pytest.mark.parametrize(
    "given",
    [
        "", "zhang", "zhang@", "@163.com", "zhang@163", "zhang@@163.com", "zhang 163.com", "zh ang@163.com",
        "张三@163.com", "zhang@163..com", ".zhang@163.com", "zhang.@163.com", "a..b@163.com", "zhang@-163.com",
        "zhang@163-.com",
        "zhang@1.2.3.4", "zhang@[1.2.3.4]", '"a b"@163.com', "zhang@163.com\nBcc: x@y",
        "zhang@163.com\r\nx",
        "zhang@163.com, li@163.com", "a" * 65 + "@163.com", "a@" + "b" * 64 + ".com", "a@" + "b.c" * 90,
        "zhang@163.com\0",
        "a@" + "é" * 300 + ".com",
    ],
)  # fmt: skip
def test_what_mail_cant_be_sent_to_is_refused_and_named(given):
    with pytest.raises(AddressInvalid) as refused:
        read_address(given)

    assert refused.value.params["given"] == given.strip()[:80]


def test_a_cell_may_hold_several_each_is_read_once():
    assert read_addresses("z@163.com；l@qq.com z@163.com") == ["z@163.com", "l@qq.com"]
    assert read_addresses("张三 <z@163.com>".replace("张三 ", "")) == ["z@163.com"]
    with pytest.raises(AddressInvalid):
        read_addresses("z@163.com、无")
    with pytest.raises(AddressInvalid):
        read_addresses("没有")


def test_masked_gives_away_a_letter_and_the_domain():
    assert (masked("zhang@163.com"), masked("z@163.com"), masked("")) == ("z***@163.com", "z***@163.com", "")
    assert without("zhang@163.com", "550 <Zhang@163.com>: unknown") == "550 <z***@163.com>: unknown"

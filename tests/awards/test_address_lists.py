import pytest

from meeting.awards.address_lists import AddressRow, NoAddresses, read_addresses_file, read_addresses_pasted
from meeting.awards.numbering import number_key
from meeting.documents.workbooks import ListColumn, list_xlsx

NUMBERS = {number_key("JSDA-2020-ZS-0001")}


def test_columns_stand_in_any_order_under_many_names():
    rows = [("z@163.com", "市档案馆", "张三", "JSDA-2020-ZS-0001"), ("", "", "", ""), ("l@qq.com", "", "李四", "")]
    columns = [ListColumn(title, 20) for title in ("电子邮箱", "所在单位", "获奖者", "证书编号")]

    found = read_addresses_file("表.xlsx", list_xlsx("表", columns, rows), numbers=set())

    assert found == [
        AddressRow(2, "JSDA-2020-ZS-0001", "张三", "市档案馆", "z@163.com"), AddressRow(4, "", "李四", "", "l@qq.com"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pasted", "rows"),
    [
        ("编号\t邮箱\nJSDA-2020-ZS-0001\tz@163.com\n", [AddressRow(2, "JSDA-2020-ZS-0001", address="z@163.com")]),
        ("jsda－2020－zs－0001，z@163.com", [AddressRow(1, "jsda－2020－zs－0001", address="z@163.com")]),
        ("张三 市档案馆 z@163.com", [AddressRow(1, "", "张三", "市档案馆", "z@163.com")]),
        ("张三\tz＠163.com\n\n李四\t没有", [AddressRow(1, "", "张三", "", "z＠163.com")]),
        ("邮箱,姓名\nz@163.com,张三\n,李四", [AddressRow(2, "", "张三", "", "z@163.com"), AddressRow(3, "", "李四")]),
    ],
)
def test_pasted_cells_are_read_with_and_without_a_heading(pasted, rows):
    assert read_addresses_pasted(pasted, numbers=NUMBERS) == rows


@pytest.mark.parametrize("pasted", ["", "张三", "编号\t邮箱\nJSDA-2020-ZS-0001\t", "\n\n"])
def test_without_any_address_it_is_refused(pasted):
    with pytest.raises(NoAddresses) as refused:
        read_addresses_pasted(pasted, numbers=NUMBERS)

    assert refused.value.field == "pasted"

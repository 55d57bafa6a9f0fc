"""Dates in Chinese, as certificates and letters have them."""

from datetime import date

# 〇 is U+3007, the character that GB/T 15835 gives for a year's zero; 零 and ○ are other characters.
FIGURES = "〇一二三四五六七八九"
TEN = "十"


def chinese_year(year: int) -> str:
    """A year figure by figure: 二〇二〇."""
    return "".join(FIGURES[int(figure)] for figure in str(year))


def chinese_number(number: int) -> str:
    """A month or a day, from 1 to 99, in words: 十, 十二, 二十, 三十一."""
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else TEN if tens == 1 else FIGURES[tens] + TEN
    return head + (FIGURES[units] if units else "")


def chinese_date(day: date) -> str:
    """A day in words: 二〇二〇年十二月八日."""
    return f"{chinese_month(day)}{chinese_number(day.day)}日"


def chinese_month(day: date) -> str:
    """Its month in words: 二〇二〇年十二月."""
    return f"{chinese_year(day.year)}年{chinese_number(day.month)}月"


def numeral_date(day: date) -> str:
    """A day in figures, without leading noughts, as GB/T 9704 asks: 2020年12月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def numeral_days(first: date, last: date) -> str:
    """A day or several: 2020年12月8日, 2020年12月8日至9日, 2020年12月31日至2021年1月1日."""
    if first == last:
        return numeral_date(first)
    if first.year != last.year:
        return f"{numeral_date(first)}至{numeral_date(last)}"
    month = "" if first.month == last.month else f"{last.month}月"
    return f"{numeral_date(first)}至{month}{last.day}日"


def numeral_term(first: date, last: date) -> str:
    """A term of office: 自2020年12月8日至2025年12月7日."""
    return f"自{numeral_date(first)}至{numeral_date(last)}"

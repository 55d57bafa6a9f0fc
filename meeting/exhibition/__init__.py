"""The exhibition of a meeting: booths on a plan, exhibitors with their contacts.

Exhibition 展览 · Booth 展位 · Exhibitor 参展单位
"""

"""Badges with signed codes, gates, scans, and the attendance that they add up to.

Badge 参会证 · Gate 签到点 · Scan 扫码记录 · Attendance 出席 · Arrival 报到
"""

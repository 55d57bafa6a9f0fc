"""A meeting: its hosts in order of protocol, days, venue, rooms, guests.

Meeting 会议 · Host 主办单位 · Room 会议室 · Guest 领导与嘉宾
"""

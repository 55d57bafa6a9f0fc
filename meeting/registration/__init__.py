"""Delegates and how they come onto the list: online, by a unit's receipt, by hand; and their sub-forums.

Delegate 参会人员 · Delegation 参会单位 · Receipt 回执 · Enrolment 分论坛选择 · Category 类别
"""

"""Who did what to what, append-only: a chain of entries for each society, with personal values kept apart.

Entry 操作记录 · Value (erasable) · Head (the chain's end)
"""

"""Societies as tenants, the accounts that sign in, and who may do what where.

Society 学会 · Account 账号 · Grant 授权 · Role 角色 · Permission 权限 · Actor 操作人
"""

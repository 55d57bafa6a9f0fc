"""Mail: messages as rows of the caller's transaction, delivered by a job. Knows no domain.

Message 邮件 · batch: messages that are sent together · enclosure 附件: a file, kept or made when it is sent
"""

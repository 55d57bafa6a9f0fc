"""Long work as rows: written in the caller's transaction, run by a worker, watched by its progress.

Job 任务 · handler: the function that does one kind of job
"""

"""What is printed card by card, on which paper, and what was printed when.

Item 一张 · Provider: who knows the items of a kind · PrintOrder 打印要求 · PrintRun 一次打印 · Printer 打印机, with
what it is off by. 增补打印: only what is new or changed since the last printing.
"""

"""The arrival desk (报到台): finding who comes, handing out, mending names, replacing (换人), walk-ins.

Handout 发放物 · Arrival 报到 · Substitution 换人
"""

"""Letters of a meeting: its notice (会议通知), letters of acceptance (论文录用通知), proofs of attendance (证明).

A letter is kept as it was worded; what is printed is made from it and from what the meeting knows at that moment.
"""

"""How a society's documents look, the fonts they are set in, and the pictures of its seals.

SavedLayout 版式, LayoutVersion (one saving of it), LayoutPicture · Seal 印章: the picture of a unit's seal (公章) or of
a person's signature (签名) · SealRequest 用印申请 · SealUse 用印 · SocietyFont 字体
"""

"""Persons and units of one society, with their aliases: the spine that everything else hangs on.

A delegate, a guest, a speaker, an exhibitor's contact and a recipient are each a person or a unit in a role.
``names``, ``mobiles``, ``pinyin``, ``strokes`` and ``orders`` are pure: values in, values out.
"""

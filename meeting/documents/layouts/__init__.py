"""Layouts: how cards and certificates look, as data; and the press that prints records with them.

``kinds``: what is printed and the words each kind may fill in. ``model``: a layout. ``reading``: from JSON and back.
``press``: records into pages. ``sheets``: cards onto paper. ``gallery``: the layouts that ship. Millimetres are
measured from the upper left corner, as a designer sees it.
"""

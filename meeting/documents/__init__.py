"""Drawing: frozen dataclasses in, PDF bytes out (and lists as workbooks).

Pure functions of what they are given: no models, settings, clock or translation. Lengths are
millimetres, type sizes points. The same input gives the same bytes. Refusals are in ``errors``, fonts in
``typefaces``.
"""

"""Receipt forms (回执): the table by which a unit names its delegates, in any layout that units really send.

Bytes of a file go in, frozen dataclasses come out: no Flask, no database. `reading` opens files by their content,
`layout` and `contents` find tables and columns, `form` makes `ReceiptForm` and `ReceiptLine`, `matching` finds the
sub-forum that was meant, `batch` does it all in a child process that a bomb may kill.
"""

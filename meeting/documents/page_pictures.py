"""Pages of finished PDFs as pictures, for the designer's canvas and for phones that don't open a PDF.

pdfium draws them: a library of some 8 MB, loaded when the first page is asked for. It isn't safe across threads.
"""

import threading
from io import BytesIO

from meeting.documents.errors import PdfRefused

MOST_PIXELS = 25_000_000

_lock = threading.Lock()


def page_png(pdf: bytes, page: int = 0, *, dpi: float = 110.0) -> bytes:
    """A page, counted from 0, as a PNG on white. Raises PdfRefused where there is none."""
    import pypdfium2

    with _lock:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise PdfRefused from error
        try:
            if not 0 <= page < len(document):
                raise PdfRefused
            shown = document[page]
            width, height = shown.get_size()  # points
            scale = min(dpi / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
            picture = shown.render(scale=scale).to_pil().convert("RGB")
        finally:
            document.close()
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def page_count(pdf: bytes) -> int:
    """How many pages there are. Raises PdfRefused."""
    import pypdfium2

    with _lock:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise PdfRefused from error
        count = len(document)
        document.close()
    return count

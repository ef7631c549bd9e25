"""PDFs written by hand, sound and otherwise."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects, the first of them its catalogue, with a table of their places."""
    data = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(data)


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content)


def packed(content: bytes) -> bytes:
    return stream(zlib.compress(content, 9), b"/Filter /FlateDecode")


def drawn(text: str) -> bytes:
    """The commands that draw lines of text."""
    lines = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").splitlines()
    return b"BT /F1 11 Tf 14 TL 60 780 Td " + b" ".join(b"(%s) Tj T*" % line for line in lines) + b" ET"


def text_pdf(*pages: str, trailer: bytes = b"") -> bytes:
    """A PDF with a text on each page; no page, no text."""
    return pages_pdf([packed(drawn(page)) for page in pages], trailer)


def pages_pdf(contents: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF whose pages have these content streams."""
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
        FONT,
    ]
    for number, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (first + 2 * number + 1)
        )
        objects.append(content)
    return pdf(objects, trailer)


def encrypted_pdf(text: str, filter_name: bytes = b"Standard") -> bytes:
    """One that asks for a password: no password fits these keys."""
    keys = b"/O <%s> /U <%s>" % (b"1c" * 32, b"a7" * 32)
    encrypt = b"/Encrypt << /Filter /%s /V 1 /R 2 /P -4 %s >> /ID [<00> <00>]" % (filter_name, keys)
    return text_pdf(text, trailer=encrypt)


def scan_pdf() -> bytes:
    """One page with a picture and no text."""
    picture = stream(
        b"\x00" * 8, b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 1 /ColorSpace /DeviceGray"
    )
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
            stream(b"q 612 0 0 842 0 0 cm /I Do Q"),
            picture,
        ]
    )


def looping_pdf() -> bytes:
    """The tree of its pages leads back to its root."""
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>"])


def boundless_pdf(pages: int) -> bytes:
    """It says that it has more pages than it has."""
    return text_pdf("One page.").replace(b"/Count 1", b"/Count %d" % pages)


def many_pages_pdf(pages: int) -> bytes:
    """One page, named over and over."""
    kids = b"3 0 R " * pages
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] >>",
        ]
    )


def bomb_pdf(size: int) -> bytes:
    """A page whose commands unpack to this many bytes: the same words drawn again and again."""
    words = b"(the same request once more) Tj T* "
    commands = b"BT /F1 1 Tf 1 TL 1 800 Td " + words * (size // len(words)) + b" ET"
    return pages_pdf([packed(commands)])


def placed_pdf(words: Sequence[tuple[str, float, float]], extra: bytes = b"", others: Sequence[bytes] = ()) -> bytes:
    """A page with words at places (left, base), in the order in which they are drawn; `extra` of the page, further objects."""
    drawn_words = b" ".join(
        b"BT /F1 10 Tf %g %g Td (%s) Tj ET" % (left, base, word.encode("cp1252")) for word, left, base in words
    )
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] /DA (/F1 10 Tf) >> >>" % _references(others),
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            FONT,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents 5 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> /Annots [%s] %s >>" % (_references(others), extra),
            packed(drawn_words),
            *others,
        ]
    )


def _references(others: Sequence[bytes]) -> bytes:
    return b" ".join(b"%d 0 R" % (6 + number) for number in range(len(others)))


def field(value: str, left: float, bottom: float, flags: int = 4) -> bytes:
    """A text field of a form, filled in."""
    box = b"%g %g %g %g" % (left, bottom, left + 120, bottom + 12)
    return b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f%g) /F %d /V (%s) /Rect [%s] >>" % (
        bottom,
        flags,
        value.encode("cp1252"),
        box,
    )


def part_scanned_pdf(text: str) -> bytes:
    """A page of text, a scan, a page of text."""
    data = scan_pdf()
    picture = data[data.index(b"5 0 obj\n") + 8 : data.index(b"\nendobj", data.index(b"5 0 obj"))]
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [4 0 R 6 0 R 4 0 R] /Count 3 >>",
            FONT,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            packed(drawn(text)),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents 7 0 R /Resources << /XObject << /I 8 0 R >> >> >>",
            stream(b"q 612 0 0 842 0 0 cm /I Do Q"),
            picture,
        ]
    )

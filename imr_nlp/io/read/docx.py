"""The text of a Word document by python-docx (extra `docx`)."""

from __future__ import annotations

import zipfile
from io import BytesIO

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.read.archives import unpacking
from imr_nlp.io.read.documents import Limits

# What the parts of a document together may unpack to, in file sizes.
_MOST_UNPACKED = 10


def docx_text(data: bytes, source: str, limits: Limits = Limits()) -> str:
    """The text of a .docx: its paragraphs and tables in order, a line a paragraph or row.

    data (bytes): the file's contents.
    source (str): what a message calls it.
    limits (Limits): what it unpacks to may be ten times `file_size`.
    RETURNS (str): the text.
    RAISES (ReadError): python-docx is missing; the file is no .docx, damaged, too large or empty.
    """
    try:
        import docx
        from docx.table import Table
    except ImportError as error:
        raise ReadError(Errors.E109.format(path=source)) from error
    with unpacking(source), zipfile.ZipFile(BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED * limits.file_size:
            raise ReadError(Errors.E025.format(path=source, limit=_MOST_UNPACKED * limits.file_size))
    lines: list[str] = []
    try:
        for part in docx.Document(BytesIO(data)).iter_inner_content():
            if isinstance(part, Table):
                lines += ["  ".join(dict.fromkeys(cell.text for cell in row.cells)) for row in part.rows]
            else:
                lines.append(part.text)
    except MemoryError:
        raise
    except Exception as error:  # a broken one raises whatever its reader stumbles over
        raise ReadError(Errors.E026.format(path=source, reason=f"{type(error).__name__}: {error}".rstrip(":. "))) from error
    return "\n".join(lines)

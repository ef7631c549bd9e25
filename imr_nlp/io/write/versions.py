"""Whether a database is one that imr_nlp wrote, and of this version."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from imr_nlp._version import __version__
from imr_nlp.errors import Errors, ReadError, WriteError
from imr_nlp.io.write.tables import LAYOUT_VERSION
from imr_nlp.record.plain import SCHEMA_VERSION

# Says in the file's head whose it is ("IMRn").
APPLICATION_ID = 0x494D526E
_SHOWN = "tables {layout version}, record {schema version}"


def meta_of(content: str, options: Mapping[str, str]) -> dict[str, str]:
    """What a file of this version with "tables", or "records", has in its table `meta`; options change what is stored."""
    return {
        "package version": __version__,
        "layout version": str(LAYOUT_VERSION),
        "schema version": SCHEMA_VERSION,
        "content": content,
        **{f"option {name}": value for name, value in options.items()},
    }


def is_new(path: str, connection: sqlite3.Connection) -> bool:
    """Whether a file has no tables yet; WriteError if it has tables of others."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    if owner == APPLICATION_ID:
        return False
    if owner or connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() != (0,):
        raise WriteError(Errors.E042.format(path=path, reason="a database of another program"))
    return True


def check_meta(path: str, connection: sqlite3.Connection, expected: Mapping[str, str]) -> None:
    """Refuse, with a WriteError, to go on with a file of another version or with other options than expected (`meta_of`)."""
    found = dict(connection.execute("SELECT name, value FROM meta"))
    versions = [name for name in expected if name.endswith(" version")]
    if any(found.get(name) != expected[name] for name in versions):
        theirs, ours = (f"{{package version}} ({_SHOWN})".format_map(meta) for meta in ({**expected, **found}, expected))
        raise WriteError(Errors.E043.format(path=path, theirs=theirs, ours=ours))
    for name in sorted(found.keys() | expected.keys()):
        if found.get(name) != expected.get(name):
            both = {"theirs": found.get(name, "not set"), "ours": expected.get(name, "not set")}
            raise WriteError(Errors.E044.format(path=path, name=name, **both))


def check_tables(path: str, connection: sqlite3.Connection) -> None:
    """Refuse to read what is no run's database, or that of another version; the ReadError says what to do."""
    try:
        found = dict(connection.execute("SELECT name, value FROM meta"))
    except sqlite3.Error as error:
        raise ReadError(Errors.E063.format(path=path, reason=error)) from error
    if found.get("content") != "tables":
        raise ReadError(Errors.E063.format(path=path, reason="a database without tables of letters"))
    ours = {"layout version": str(LAYOUT_VERSION), "schema version": SCHEMA_VERSION}
    if any(found.get(name) != value for name, value in ours.items()):
        theirs = _SHOWN.format_map(dict.fromkeys(ours) | found)
        raise ReadError(Errors.E075.format(path=path, theirs=theirs, ours=_SHOWN.format_map(ours)))

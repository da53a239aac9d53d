"""Brings the message catalogues up to date with the sources: `python -m tests.catalogue` reads, merges and compiles.

Sentences are found in the syntax tree, since the ones inside f-strings are no tokens of their own before Python 3.12.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from kds.language import CATALOGUES

SOURCES = CATALOGUES.parent
"""Where sentences are looked for."""
WIDTH = 120
"""Columns of a catalogue's lines."""
_CALLS = {"tr": 1, "mark": 1, "trn": 2, "markn": 2}
"""What names a sentence, and in how many forms."""


def catalogue_file(language: str) -> Path:
    """Give the catalogue that a person edits."""
    return CATALOGUES / language / "LC_MESSAGES" / "kds.po"


def sentences(file: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give line and sentence of each call of `tr` and `mark`, and line and both forms of each `trn` and `markn`.

    Raises:
        ValueError: something marked is no text that stands there, so that nobody could translate it.
    """
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in _CALLS:
            continue
        given = node.args[: _CALLS[node.func.id]]
        texts = tuple(each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str))
        if len(texts) == len(given):
            yield node.lineno, texts
        elif node.func.id in ("mark", "markn"):
            raise ValueError(f"{file}, line {node.lineno}: {node.func.id} needs its texts written out")


def template() -> Catalog:
    """Give everything that has to be translated, in the order of the files."""
    found = Catalog(project="kds", charset="utf-8", fuzzy=False)
    for file in sorted(SOURCES.rglob("*.py")):
        for _, texts in sentences(file):
            place = [(file.relative_to(SOURCES.parent).as_posix(), 0)]
            if texts[0]:
                found.add(texts[0] if len(texts) == 1 else texts, locations=place)
    return found


def read(language: str) -> Catalog:
    """Read a catalogue."""
    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """Give a catalogue as the running program reads it."""
    content = io.BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def bring_up_to_date(language: str) -> tuple[int, int]:
    """Add new sentences, take out those that are gone, keep all translations; give how many have one, and how many don't."""
    catalogue, wanted = read(language), template()
    wanted.creation_date = catalogue.creation_date
    catalogue.update(wanted, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version, catalogue.msgid_bugs_address = "kds", language, "the issues of kds"
    file = catalogue_file(language)
    with file.open("wb") as target:
        write_po(target, catalogue, width=WIDTH, include_lineno=False, ignore_obsolete=True)
    file.with_suffix(".mo").write_bytes(compiled(catalogue))
    untold = sum(not is_translated(message.string) for message in catalogue if message.id)
    return len(catalogue) - untold, untold


def is_translated(string: str | list[str] | tuple[str, ...] | None) -> bool:
    """Whether a message has all its forms."""
    return all(string) if isinstance(string, (list, tuple)) else bool(string)


if __name__ == "__main__":
    for each in sorted(path.name for path in CATALOGUES.iterdir() if path.is_dir()):
        told, missing = bring_up_to_date(each)
        print(f"{each}: {told} sentences translated, {missing} to do")

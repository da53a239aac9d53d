"""Every sentence that a person can read goes through `kds.language`, or it would stay English on a Slovak screen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest

import kds

PACKAGE = Path(kds.__file__).parent

FOLDERS = ("domain", "kitchen", "sources", "settings", "store", "control", "bootstrap", "jobs", "ui", "cli")
"""Where words for people are made; the order server has its own language, that of a request."""

ALLOWED_FILES: Mapping[str, str] = {
    "bootstrap/doctor/logs.py": "for whoever helps from afar, in English",
    "bootstrap/doctor/looking.py": "for whoever helps from afar, in English",
    "bootstrap/doctor/parts.py": "for whoever helps from afar, in English, apart from what each part is called",
    "bootstrap/doctor/system.py": "for whoever helps from afar, in English",
    "jobs/metrics/text.py": "meanings of figures, for Prometheus",
    "domain/allergy_words.py": "word lists of all languages, compared with what guests write",
    "domain/inquiries/finding.py": "word lists that are compared with what customers write",
    "domain/inquiries/plain_text.py": "names of HTML elements",
    "domain/inquiries/replies.py": "templates in the language of the customer, not of this screen",
    "domain/times/table.py": "names of columns and what stands in them, for other programs",
    "store/schema.py": "tables of the database; a newer one is told in words that are translated",
}
"""File → why its texts are not translated."""

ALLOWED: Mapping[str, str] = {
    "flags ": "part of a key",
    "rush {}": "part of a key",
    "again {}/{}": "part of a key",
    "product {}": "part of a key",
    "allergy {} {} {}": "part of a key",
    "presence {}": "part of a key",
    "notice {} {}": "part of a key",
    "code {}": "part of a key",
    "{}, [stations.{}]": "place in a file, spelled as it stands there",
    "event loop": "for the log",
    "-----BEGIN CERTIFICATE": "PEM",
    "-----END CERTIFICATE-----": "PEM",
    "max_page_count = {}": "SQL",
    "cache_size = -{}": "SQL",
    "send anyway": "value of an enumeration that is never shown",
    "come in": "value of an enumeration that is never shown",
    "not sent": "value of an enumeration that is never shown",
    "not ready yet": "value of a column for other programs",
    "taken back": "value of a column for other programs",
    "of an earlier business day": "value of a column for other programs",
    "clock unknown": "value of a column for other programs",
    "{} and {} are not the same fact": "mistake of a programmer",
    "5 minutes": "name of a window, for the log",
    "not in": "operator of a filter",
    "in array": "operator of a filter",
    "not in array": "operator of a filter",
    "Basic ": "HTTP",
    "Bearer {}": "HTTP",
    "no object": "for the log",
    "the row": "for the log",
    "no time of this world": "for the log",
    "yes or no was expected": "for the log",
    "a list was expected": "for the log",
    "an object was expected": "for the log",
    "the request ended in the middle": "for the log",
    "the answer drips in too slowly": "replaced by another sentence before anybody reads it",
    "entrance help": "name of a page, for the program",
    "NO onion": "dish of an example",
    "on grill": "dish of an example",
    "Cheese Plate": "dish of the demo restaurant",
    "cheese plate": "dish of the demo restaurant",
    "Cold Platter": "dish of the demo restaurant",
    "Welcome Prosecco": "dish of the demo restaurant",
    "Interval: {}": "dish of the demo restaurant",
    "# Learned with `kds keys learn`.": "TOML",
    "name = {}": "TOML",
    "title = {}": "TOML",
    "slots = [{}]": "TOML",
    '[stations.RUNNER]\nrole = "runner"\n': "TOML",
    "  (umask 077; echo 3333 > expo.password)": "command to be typed",
    "  kds board --server {} --user expo --device KDS2 --password-file expo.password --station EXPO": "command to be typed",
    "the running board's": "stands where an address must be, and is never shown",
    " or ": "word of the checker, replaced",
    "quick, fewer keys, bumps and orders than the targets speak of": "table of the bench, which is English",
    "order to {}": "for other programs, as JSON",
    "{} to {}": "for other programs, as JSON",
    "item {} to {}": "for other programs, as JSON",
    "Replay report: ": "found again by a program",
    "write every line as CSV to a file, or to - for standard output; columns: ": "what `--help` says",
    "Value error, ": "words of the checker, taken away",
    "NAME or FILE.toml": "what `--help` says",
    "PATH or URL": "what `--help` says",
    "not checked while in use: {} bytes": "for the bundle of `kds doctor`, which is English",
}
"""Text with `{}` for its values → why it is not translated."""

_TRANSLATING = ("tr", "trn", "mark", "markn")
_LOGGING = ("debug", "info", "warning", "error", "exception", "critical", "log")
_STATEMENT = re.compile(
    r"(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|PRAGMA|BEGIN|COMMIT|\w+ = [A-Z0-9{-]+$| +(SELECT|ON|WHERE) )"
)
_SENTENCE = re.compile(r"[a-z]{2}|[A-Z]{2,} [A-Z]{2,}")
_PATTERN = re.compile(r"\\[bwsd]|\(\?|\[\^?\w-\w")


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _docstrings(tree: ast.AST) -> set[int]:
    """Give the texts that stand alone: docstrings, of constants too."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _texts(node: ast.AST, leave: set[int]) -> Iterator[tuple[int, str]]:
    """Give line and text of what is neither translated, logged, a docstring nor a type."""
    if id(node) in leave or isinstance(node, ast.Compare):
        return
    if isinstance(node, ast.Call):
        name = _called(node)
        if name in _LOGGING and isinstance(node.func, ast.Attribute):
            return
        if name in _TRANSLATING:
            for keyword in node.keywords:
                yield from _texts(keyword.value, leave)
            return
    text = _text(node)
    if text is not None:
        yield getattr(node, "lineno", 0), text
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns") or (isinstance(node, ast.keyword) and node.arg in ("name", "help")):
            continue  # types, names of tasks, and what `--help` says, which stays English
        for child in value if isinstance(value, list) else [value]:
            is_part = isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)
            if isinstance(child, ast.AST) and not is_part:
                yield from _texts(child, leave)


def _is_for_people(text: str) -> bool:
    if " " not in text or not _SENTENCE.search(text.replace("{}", "")):
        return False
    return text not in ALLOWED and not _STATEMENT.match(text) and not _PATTERN.search(text)


def _untranslated(source: str) -> list[str]:
    tree = ast.parse(source)
    found = _texts(tree, _docstrings(tree))
    return [f"{line}: {text!r}" for line, text in found if _is_for_people(text)]


def _files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (PACKAGE / folder).rglob("*.py"))


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _mismatches(source: str) -> Iterator[str]:
    """Give the calls whose sentence names other values than they hand over."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or _called(call) not in ("tr", "trn"):
            continue
        sentences = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        given = {keyword.arg for keyword in call.keywords}
        counted = {"count"} if _called(call) == "trn" else set()
        for sentence in sentences if None not in given else ():
            if (given or counted) and not _placeholders(sentence) <= given | counted:
                yield f"{call.lineno}: {sentence!r} gets {sorted(filter(None, given))}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_sentence_stays_english(folder: str) -> None:
    """A text with a space that a person could read is translated, or it is listed with its reason."""
    found = {
        name: left
        for file in _files(folder)
        if (name := file.relative_to(PACKAGE).as_posix()) not in ALLOWED_FILES
        if (left := _untranslated(file.read_text()))
    }
    assert found == {}


def test_no_exception_is_left_over() -> None:
    """What is allowed to stay English is there."""
    texts = {
        text
        for file in _files(*FOLDERS)
        for tree in (ast.parse(file.read_text()),)
        for _, text in _texts(tree, _docstrings(tree))
    }
    assert sorted(set(ALLOWED) - texts) == []
    assert [name for name in ALLOWED_FILES if not (PACKAGE / name).exists()] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_sentence_gets_the_values_that_it_names(folder: str) -> None:
    """A sentence never reaches a person with a `{name}` in it."""
    found = {file.name: wrong for file in _files(folder) if (wrong := list(_mismatches(file.read_text())))}
    assert found == {}

"""The shape of the code: sizes, layers at run time, and texts that never reach Textual as markup."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kds

PACKAGE = Path(kds.__file__).parent
FILE_LINES, FUNCTION_LINES, CLASS_LINES, CLASS_METHODS = 400, 60, 250, 20
HEADLESS = ("domain", "kitchen", "sources", "store", "control", "jobs", "server", "demo", "settings", "log", "paths")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def oversized(path: Path) -> Iterator[str]:
    text = path.read_text()
    if (lines := text.count("\n")) > FILE_LINES:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) for inner in node.body)
            if lines > CLASS_LINES or methods > CLASS_METHODS:
                yield f"{path}:{node.lineno} class {node.name}: {lines} lines, {methods} methods"
        elif lines > FUNCTION_LINES:
            yield f"{path}:{node.lineno} {node.name}: {lines} lines"


def test_nothing_is_longer_than_its_budget() -> None:
    """Files, functions and classes stay within the sizes of CONTRIBUTING."""
    assert [row for path in modules() for row in oversized(path)] == []


def test_a_budget_breach_would_be_seen(tmp_path: Path) -> None:
    """The budget check really counts: a function of 61 lines is reported."""
    long_one = tmp_path / "long.py"
    long_one.write_text("def long():\n" + "    x = 1\n" * 60)
    assert [row.split(" ", 1)[1] for row in oversized(long_one)] == ["long: 61 lines"]


@pytest.mark.parametrize("package", HEADLESS)
def test_headless_code_runs_without_textual(package: str) -> None:
    """Importing every module of a headless package loads neither Textual nor Rich, deferred imports included."""
    roots = [PACKAGE / package] if (PACKAGE / package).is_dir() else [PACKAGE / f"{package}.py"]
    names = [
        ".".join(("kds", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        for root in roots
        for path in (sorted(root.rglob("*.py")) if root.is_dir() else [root])
    ]
    program = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        "print([name for name in ('textual',) if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (answer.stdout.strip(), answer.stderr) == ("[]", "")


def test_every_module_says_what_it_is() -> None:
    """Each module starts with a docstring, so that folder and file name are never the only guide."""
    assert [str(path) for path in modules() if not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_no_certificate_check_is_ever_switched_off() -> None:
    """No call passes `verify=False`: a pinned certificate does the same job safely."""
    offenders = [
        f"{path}:{node.value.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.keyword)
        and node.arg == "verify"
        and isinstance(node.value, ast.Constant)
        and node.value.value is False
    ]
    assert offenders == []


MARKUP_READERS = ("textual.widgets", "textual.content", "textual.markup", "textual.visual", "rich.markup")
"""Modules whose things read square brackets as markup unless told otherwise."""
PLOTS = frozenset({"Digits", "ProgressBar", "Sparkline"})
"""Widgets that draw figures, never a text of the till."""
MARKUP_CALLS = ("notify", "from_markup", "render_markup", "print")
"""Methods that do."""


def markup_in(source: str) -> list[str]:
    """Give what in a module could take a text for markup."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module="textual.widgets", names=names) if {alias.name for alias in names} <= PLOTS:
                continue
            case ast.ImportFrom(module=str(module)) if module.startswith(MARKUP_READERS):
                found.append(module)
            case ast.Import(names=names):
                found += [alias.name for alias in names if alias.name.startswith(MARKUP_READERS)]
            case ast.Call(func=ast.Attribute(attr=name)) if name in MARKUP_CALLS:
                found.append(name)
    return found


def test_no_text_reaches_textual_as_markup() -> None:
    """The screens draw cells themselves: no widget, toast or console that would read `[red]` in a dish's name."""
    assert {str(path): found for path in modules() if (found := markup_in(path.read_text()))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "from textual.widgets import Static",
        "from textual.widgets import Sparkline, Static",
        "import rich.markup",
        "self.notify(name)",
        "Text.from_markup(name)",
    ],
)
def test_a_way_to_markup_would_be_seen(source: str) -> None:
    """The check really looks: each way is found where it is written."""
    assert markup_in(source)


def test_no_certificate_is_taken_unchecked() -> None:
    """No context that accepts anybody: what Python calls so occurs nowhere."""
    words = ("CERT_NONE", "_create_unverified_context", "_create_stdlib_context")
    assert [str(path) for path in modules() if any(word in path.read_text() for word in words)] == []

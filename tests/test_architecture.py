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

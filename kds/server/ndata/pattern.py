"""NData as regular expressions, for the OpenAPI document: exactly what the parser accepts of a member."""

from __future__ import annotations

import re

from kds.server.ndata.members import OPERATORS, PATTERNS, Kind, Member
from kds.server.ndata.query import Members
from kds.server.ndata.syntax import BARE, LISTS, WORDS

_TEXT = r'(?:"(?:[^"\\\u0000]|\\[^\u0000])*"|(?!")[^:;,\u0000]*)'


def filter_pattern(member: Member) -> str:
    """Give what may stand behind `Member=`."""
    allowed = {word: operator for word, operator in WORDS.items() if operator in OPERATORS[member.kind]}
    lists = "|".join(_any_case(word) for word, operator in allowed.items() if operator in LISTS)
    singles = "|".join(_any_case(word) for word, operator in allowed.items() if operator not in LISTS | BARE)
    bare = "|".join(map(_any_case, BARE))
    if member.kind is Kind.TEXT:
        single, several = f"{_TEXT}(?:,{_TEXT})*", f"{_TEXT}(?:[,:]{_TEXT})*"
    else:
        written = PATTERNS.get(member.kind) or f"(?:{'|'.join(map(_any_case, member.words))})"
        value = single = f'(?:{written}|"{written}")'
        several = f"{value}(?:{',' if member.kind is Kind.MOMENT else '[,:]'}{value})*"
    operation = f"(?:{single}|(?:{singles}):{single}|(?:{lists}):{several}|{bare})"
    return f"^{operation}(?:;{operation})*$"


def sort_pattern(members: Members) -> str:
    """Give what may stand behind `$sort=`."""
    names = "|".join(_any_case(name) for name in members.sort_names)
    key = f"-?(?:{names})(?::(?:{_any_case('asc')}|{_any_case('desc')}))?"
    return f"^{key}(?:,{key})*$"


def _any_case(word: str) -> str:
    return "".join(f"[{letter.lower()}{letter.upper()}]" if letter.isalpha() else re.escape(letter) for letter in word)

"""NData as regular expressions, for the OpenAPI document: the plain forms of what the parser accepts of a member."""

from __future__ import annotations

from kds.server.ndata.members import OPERATORS, PATTERNS, Kind, Member
from kds.server.ndata.query import MOST_OPERATIONS, Members
from kds.server.ndata.syntax import BARE, Operator

_SEGMENT = r'(?:"(?:[^"\\\u0000]|\\[^\u0000])*"|(?:[^":;,\u0000][^:;,\u0000]*)?)'
_MOMENT = (
    r"20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{3})?Z)?"
)


def filter_pattern(member: Member) -> str:
    """Give what may stand behind `Member=`: a value, or an operator and its values; texts may have several operations."""
    words = "|".join(word.value for word in Operator if word in OPERATORS[member.kind] - BARE)
    if member.kind is Kind.TEXT:
        operation = f"(?:(?:{words}):)?{_SEGMENT}(?:,{_SEGMENT})*"
        return f"^{operation}(?:;{operation}){{0,{MOST_OPERATIONS - 1}}}$"
    value = "|".join(member.words) or (_MOMENT if member.kind is Kind.MOMENT else PATTERNS[member.kind])
    return f"^(?:(?:(?:{words}):)?(?:{value})|{'|'.join(sorted(BARE))})$"


def sort_pattern(members: Members) -> str:
    """Give what may stand behind `$sort=`."""
    key = f"-?(?:{'|'.join(members.sort_names)})"
    return f"^{key}(?:,{key})*$"

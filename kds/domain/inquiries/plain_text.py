"""Turns a text that may be HTML into one line that is safe to show; it keeps everything a person may have meant.

Whether a message of Lightspeed is plain text or HTML is not documented (lightspeed 2.4), so both are understood: only tags
that HTML has are taken out, `<nuts>` stays. The standard library's parser is not used: a hostile text of 64 KiB keeps it
busy for a minute, or makes it raise (Python 3.11).
"""

from __future__ import annotations

import html
import re

from kds.domain.text import clean

LONGEST_TEXT = 64 * 1024
"""Characters of a text that are looked at; nothing longer is typed by a person."""
_BLOCK_TAGS = (
    "address area article aside base basefont blockquote body br button caption center col colgroup dd details dir div dl "
    "dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe img input legend li link main "
    "map meta nav noscript object ol optgroup option p param picture pre script section select source style summary svg "
    "table tbody td template textarea tfoot th thead time title tr ul video"
)
_LINE_TAGS = (
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub sup tt u var "
    "wbr"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_IN_A_LINE = frozenset(_LINE_TAGS.split())
_UNSEEN = frozenset({"script", "style", "head", "template"})
_TOKEN = re.compile(r"<!--|-->|<[!?][^<>]*>|</?(?P<name>[A-Za-z][A-Za-z0-9]*)(?:[\s/][^<>]*)?>")
_COMMENT, _COMMENT_END = "<!--", "-->"


def plain_text(text: str, *, limit_cells: int) -> str:
    """Give one cleaned line: tags taken out, entities decoded once, white space as single spaces, no controls.

    Args:
        text: plain text or HTML, as it came.
        limit_cells: longest result; what is cut off shows as `…`.
    """
    text = text[:LONGEST_TEXT]
    return one_line(html.unescape(_without_tags(text) if "<" in text else text), limit_cells=limit_cells)


def one_line(text: str, *, limit_cells: int) -> str:
    """Give a text cleaned and on one line, tags and entities as they stand.

    Args:
        text: anything.
        limit_cells: longest result; what is cut off shows as `…`.
    """
    return clean(" ".join(text[:LONGEST_TEXT].split()), limit_cells=limit_cells).strip()


def _without_tags(text: str) -> str:
    """Take out tags, and what no browser shows between them; what is opened and never ended is text after all."""
    kept: list[str] = []
    hidden: list[str] = []
    end = ""
    position = 0
    for token in _TOKEN.finditer(text):
        word, name = token.group(), (token["name"] or "").lower()
        (hidden if end else kept).append(text[position : token.start()])
        position = token.end()
        if end:
            hidden.append(word)
            if end == (f"/{name}" if word.startswith("</") else word):
                hidden.clear()
                kept.append(" ")
                end = ""
        elif word == _COMMENT or (name in _UNSEEN and not word.startswith("</")):
            hidden.append(word)
            end = f"/{name}" if name else _COMMENT_END
        else:
            kept.append(_instead_of(word, name))
    return "".join((*kept, *hidden, text[position:]))


def _instead_of(word: str, name: str) -> str:
    """Give what stands for a token: nothing for a tag within a line, a space for a block, itself for no tag of HTML."""
    if name in _IN_A_LINE or word[:2] in ("<!", "<?"):
        return ""
    return " " if name in _BLOCKS else word

"""The Slovak catalogue holds every sentence of the sources, whole; `python -m tests.catalogue` brings it up to date."""

from __future__ import annotations

import string
from collections.abc import Iterable

from babel.messages.catalog import Message

from tests.catalogue import SOURCES, catalogue_file, compiled, is_translated, read, sentences, template

SLOVAK = read("sk")
MESSAGES = [message for message in SLOVAK if message.id]


def forms_of(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """Give a sentence's forms, one where it counts nothing."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def fields_of(sentence: str) -> set[tuple[str, str | None]]:
    """Give what is put into a sentence, and how."""
    return {(name, how) for _, name, _, how in string.Formatter().parse(sentence) if name is not None}


def test_the_catalogue_has_every_sentence_of_the_sources() -> None:
    """Nothing that a person reads is missing from it."""
    assert {message.id for message in template() if message.id} - {message.id for message in MESSAGES} == set()


def test_the_catalogue_has_no_sentence_that_is_gone() -> None:
    """What nobody says any more is not translated."""
    assert {message.id for message in MESSAGES} - {message.id for message in template() if message.id} == set()
    assert not SLOVAK.obsolete


def test_every_sentence_is_translated() -> None:
    """None falls back to English."""
    assert [message.id for message in MESSAGES if not is_translated(message.string) or message.fuzzy] == []


def test_what_is_put_in_stays() -> None:
    """A translation has the same names in braces as its sentence, in each of its forms."""
    wrong = [
        message.id
        for message in MESSAGES
        for form in forms_of(message.string)
        if fields_of(form) != fields_of(forms_of(message.id)[-1])
    ]
    assert wrong == []


def test_edges_stay() -> None:
    """Blanks at the ends of a sentence are part of the drawing."""
    assert [message.id for message in MESSAGES if edges_differ(message)] == []


def edges_differ(message: Message) -> bool:
    """Whether a translation begins or ends with other blanks than its sentence."""
    return any(edges_of(form) != edges_of(forms_of(message.id)[0]) for form in forms_of(message.string))


def edges_of(text: str) -> tuple[int, int]:
    """Count the blanks before and behind a text."""
    return len(text) - len(text.lstrip()), len(text) - len(text.rstrip())


def test_numbers_have_the_three_forms_of_slovak() -> None:
    """One, two to four, and all others."""
    assert SLOVAK.num_plurals == 3
    assert {len(forms_of(message.string)) for message in MESSAGES if message.pluralizable} == {3}


def test_a_sentence_does_not_count_here_and_not_there() -> None:
    """The same words are never asked for with a number in one place and without one in another."""
    asked = {texts for file in SOURCES.rglob("*.py") for _, texts in sentences(file)}
    assert {texts[0] for texts in asked if len(texts) == 1} & {texts[0] for texts in asked if len(texts) == 2} == set()


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    """The running program reads what a person edited."""
    assert catalogue_file("sk").with_suffix(".mo").read_bytes() == compiled(SLOVAK)

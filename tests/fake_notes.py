"""The till's place for kitchen notes in memory, shared by several screens; honest about keys, and told to fail when wanted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kds.domain.notes import Note, NoteKind, subject_of
from kds.errors import Forbidden, SourceError
from tests.fakes import FakeClock


@dataclass(slots=True)
class FakeNotes:
    """Contract 7 without HTTP.

    Attributes:
        is_there: whether the till has the route at all.
        down: while set, every call raises it.
        forbidden: kinds that the login may not tell.
        lost: how many of the next answers get lost after the till did what was asked.
        told: every note that arrived, doubled ones too.
    """

    clock: FakeClock
    is_there: bool = True
    down: SourceError | None = None
    forbidden: frozenset[NoteKind] = frozenset()
    lost: list[SourceError] = field(default_factory=list)
    told: list[Note] = field(default_factory=list)
    notes: tuple[Note, ...] = ()
    answers: dict[str, Note] = field(default_factory=dict)
    reads: int = 0

    def of(self, kind: NoteKind) -> list[Note]:
        """Give the notes of a kind that hold now."""
        return [note for note in self.notes if note.kind is kind]

    async def read(self) -> tuple[Note, ...] | None:
        """Give the notes."""
        self.reads += 1
        self._check()
        return self.notes if self.is_there else None

    async def tell(self, note: Note, *, key: str | None) -> Note | None:
        """Take a note in."""
        self._check()
        if not self.is_there:
            return None
        if note.kind in self.forbidden:
            raise Forbidden("The right is missing.", status=403)
        if key in self.answers:
            return self.answers[key]
        self.told.append(note)
        answer = replace(note, id=f"n{len(self.told)}", at=self.clock.now())
        known = next((each for each in self.notes if subject_of(each) == subject_of(note)), None)
        if known is not None and replace(known, at=answer.at, id=answer.id) == answer:
            answer = known
        elif known is not None:
            self.notes = tuple(each for each in self.notes if each is not known)
        if answer is not known:
            self.notes = (*self.notes, answer)
        if key is not None:
            self.answers[key] = answer
        self._lose()
        return answer

    async def end(self, note_id: str, *, key: str) -> bool:
        """End a note."""
        self._check()
        self.notes = tuple(note for note in self.notes if note.id != note_id)
        self._lose()
        return self.is_there

    def _check(self) -> None:
        if self.down is not None:
            raise self.down

    def _lose(self) -> None:
        if self.lost:
            raise self.lost.pop(0)

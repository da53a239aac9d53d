"""`kds keys list` and `kds keys learn`: which keys there are, and a profile for a bar of one's own."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kds import paths
from kds.bootstrap.looks import profile_folders
from kds.cli.listing import files_in
from kds.cli.words import complain, say, table
from kds.errors import KdsError, UsageError
from kds.language import tr

if TYPE_CHECKING:
    from kds.ui.keys import KeyProfile
    from kds.ui.learning import Lesson, Sent
    from kds.ui.raw_keys import KeySource

PATIENCE_SECONDS = 6.0
"""After this long without any key, what may be the matter is said."""

HELD_SECONDS = 0.6
"""A Ctrl, Shift or Alt key that another key follows within this time was only held for it."""

_SKIP, _BACK, _FINISH, _LEAVE = "escape", "backspace", "ctrl+d", "ctrl+c"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    keys = typer.Typer(help="Key profiles.", no_args_is_help=True, rich_markup_mode=None)
    keys.command("list")(list_keys)
    keys.command("learn")(learn)
    app.add_typer(keys, name="keys")


def list_keys(
    profile: Annotated[str | None, typer.Argument(metavar="NAME", help="one profile, with all its keys")] = None,
) -> None:
    """List the key profiles with their most used keys, or every key of one.

    Example: kds keys list bump-bar
    """
    from kds.ui.keys import Action
    from kds.ui.profiles import load_profile

    folders = profile_folders()
    if profile is not None:
        say(table((tr("ACTION"), tr("KEYS"), tr("WHAT IT DOES")), _rows(load_profile(profile, folders))))
        return
    shown = (Action.DONE, Action.RECALL, Action.UNDO, Action.PAGE_DOWN)
    rows, mistakes = [], []
    for name, file in files_in(folders).items():
        try:
            found = load_profile(name, folders)
        except KdsError as error:
            rows.append((name, tr("CAN'T BE USED"), "", *("" for _ in shown), str(file)))
            mistakes.append(str(error))
            continue
        rows.append(
            (name, found.shown_title, found.slots_caption_wide, *(found.cap(action) for action in shown), str(file))
        )
    heads = (tr("NAME"), tr("TITLE"), tr("SLOTS"), *(action.value.upper().replace("_", " ") for action in shown))
    say(table((*heads, tr("FILE")), rows))
    for mistake in mistakes:
        complain(mistake)
    if mistakes:
        raise typer.Exit(1)


def _rows(profile: KeyProfile) -> list[tuple[str, str, str]]:
    from kds.ui.keys import HELP_SENTENCES, Action
    from kds.ui.prefixes import caption_of

    does = tr("done at once") if profile.slots_bump else tr("choose it")
    rows = [
        (tr("slot {number}", number=number), profile.printed(key), does) for number, key in enumerate(profile.slots, 1)
    ]
    rows += [
        (tr("prefix {name}", name=prefix.name), profile.printed(prefix.keys[0]), caption_of(profile, prefix))
        for prefix in profile.prefixes
    ]
    rows += [
        (tr("on the pass"), profile.printed(prefix.keys[0]), caption_of(profile, prefix.on_the_pass()))
        for prefix in profile.prefixes
        if prefix.on_pass
    ]
    rows += [
        (action.value, ", ".join(profile.ways(action)), tr(HELP_SENTENCES[action]))
        for action in Action
        if profile.ways(action)
    ]
    return rows


def learn(
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="name of the profile")] = "my-bar",
) -> None:
    """Press each function's key once, see exactly what the terminal sends, and get a profile of it.

    Example: kds keys learn --name my-bar
    """
    from kds.ui.learning import Lesson, write_profile
    from kds.ui.raw_keys import raw_terminal

    folder = paths.profiles_folder()
    file = folder / f"{name}.toml"
    if not _PLAIN_NAME.fullmatch(name):
        raise UsageError(tr("{name!r} can't be the name of a profile; use letters, digits and dashes.", name=name))
    if file.exists():
        raise UsageError(tr("{file} exists already. Choose another --name, or remove the file first.", file=file))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(tr("Keys can only be learned on the terminal they are pressed at."))
    lesson = Lesson()
    with raw_terminal(sys.stdin.fileno()) as terminal:
        finished = teach(lesson, terminal)
    if not finished or not lesson.keys:
        say(tr("Nothing was written."))
        raise typer.Exit(1)
    for warning in lesson.warnings():
        say(tr("NOTE: {warning}", warning=warning))
    written = write_profile(lesson, name, folder)
    say(tr("Written: {file}", file=written))
    say(
        tr(
            'Use it with `kds board --keys {name}`, or write keys = "{name}" into {config}.',
            name=name,
            config=_config(),
        )
    )


def teach(lesson: Lesson, source: KeySource) -> bool:
    """Ask for every function's key; give False when the person left."""
    speaks = tr("yes") if source.speaks_kitty else tr("no, so Ctrl, Shift and Alt alone can't arrive")
    say(tr("This terminal speaks the Kitty keyboard protocol: {answer}", answer=speaks))
    say(
        tr(
            "Press the key of each function. Esc = skip (slots: no more)   Backspace = back   Ctrl+D = finish   Ctrl+C = leave"
        )
    )
    while (function := lesson.function) is not None:
        say(f"\n{lesson.place}   {function.words}")
        sent = _next_key(source)
        if sent.name in (_LEAVE, _FINISH):
            return sent.name == _FINISH
        if sent.name == _SKIP:
            lesson.skip()
            say(f"  {tr('skipped')}")
        elif sent.name == _BACK:
            lesson.back()
        else:
            refused = lesson.learn(sent)
            say(f"  {sent.words}")
            if refused:
                say(f"  {refused} {tr('Press another, or Esc to skip.')}")
    return True


def _next_key(source: KeySource) -> Sent:
    """Wait for a key; one that is only held for the next one is not it."""
    from kds.ui.key_names import MODIFIERS
    from kds.ui.learning import BARE_CTRL

    sent = source.read(PATIENCE_SECONDS)
    while sent is None:
        say(f"  {tr('Waiting for a key.') if source.speaks_kitty else tr(BARE_CTRL)}")
        sent = source.read(PATIENCE_SECONDS)
    if sent.name in MODIFIERS:
        return source.read(HELD_SECONDS) or sent
    return sent


def _config() -> str:
    return os.environ.get("KDS_CONFIG") or str(paths.config_file())

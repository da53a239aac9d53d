"""Small real file systems that tests fill up or turn read-only; they need root."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def can_mount() -> str:
    """Give why no file system can be mounted here, empty when one can."""
    if os.geteuid() != 0:
        return "mounting a file system needs root"
    if not shutil.which("unshare"):
        return "unshare is not installed"
    probe = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt"],
        capture_output=True,
        check=False,
    )
    return "" if probe.returncode == 0 else "mounting is forbidden here"


def can_loop(folder: Path) -> str:
    """Give why no ext4 image can be mounted here, empty when one can."""
    if reason := can_mount():
        return reason
    try:
        with ext4(folder / "probe"):
            return ""
    except (OSError, subprocess.CalledProcessError):
        return "loop devices or ext4 are not available here"


@contextmanager
def tmpfs(place: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a tmpfs of that size and give its folder."""
    place.mkdir(mode=0o700, parents=True)
    mount("-t", "tmpfs", "-o", f"size={kilobytes}k,mode=0700", "kds-test", str(place))
    try:
        yield place
    finally:
        unmount(place)


@contextmanager
def ext4(place: Path, megabytes: int = 16) -> Iterator[Path]:
    """Mount an ext4 file system in an image beside `place` and give its folder."""
    image = place.with_suffix(".img")
    with image.open("wb") as file:
        file.truncate(megabytes * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True, capture_output=True)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    mount("-o", "loop", str(image), str(place))
    try:
        yield place
    finally:
        unmount(place)
        image.unlink()


def make_read_only(place: Path) -> None:
    """Remount read-only; nothing may be open for writing there."""
    mount("-o", "remount,ro", str(place))


def abort(place: Path) -> None:
    """Let an ext4 give up as after an error of its disk: it turns read-only under the feet of whoever uses it."""
    mount("-o", "remount,abort", str(place))


def fill(place: Path) -> Path:
    """Write a file until there is no room left; give it."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    return filler


def mount(*arguments: str) -> None:
    """Run mount."""
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


def unmount(place: Path) -> None:
    """Unmount, at once even when something is still open there."""
    subprocess.run(["umount", "--lazy", str(place)], check=True, capture_output=True)

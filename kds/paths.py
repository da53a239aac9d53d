"""Where files live on this machine; resolves folders, never creates or reads them."""

from __future__ import annotations

from pathlib import Path

import platformdirs

APPLICATION = "kds"

_PACKAGE = Path(__file__).parent


def config_file() -> Path:
    """Give the platform's configuration file, `~/.config/kds/kds.toml` on Linux."""
    return Path(platformdirs.user_config_dir(APPLICATION)) / "kds.toml"


def state_folder() -> Path:
    """Give the platform's state folder, `~/.local/state/kds` on Linux."""
    return Path(platformdirs.user_state_dir(APPLICATION))


def shipped_themes() -> Path:
    """Give the folder of the themes that come with kds, in a wheel or in a checkout."""
    installed = _PACKAGE / "shipped" / "themes"
    return installed if installed.is_dir() else _PACKAGE.parent / "themes"


def shipped_profiles() -> Path:
    """Give the folder of the key profiles that come with kds."""
    return _PACKAGE / "profiles"


def shipped_restaurants() -> Path:
    """Give the folder of the restaurants that come with kds: TOML files that the server loads and the guests order from."""
    return _PACKAGE / "shipped" / "restaurants"


def shipped_sounds() -> Path:
    """Give the folder of the sound files that come with kds, one `.wav` an event."""
    return _PACKAGE / "shipped" / "sounds"


def profiles_folder() -> Path:
    """Give the folder of a user's own key profiles."""
    return config_file().parent / "profiles"

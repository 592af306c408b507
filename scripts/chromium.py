"""Where this machine keeps a Chromium that the journeys can drive."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
HOW_TO_GET_IT = "Debian: apt-get install chromium. macOS: brew install chromium. Elsewhere: CHROMIUM=/path/to/chromium."


def find_chromium() -> str | None:
    """The path of a Chromium: the environment's CHROMIUM, else one on the PATH, else an installed application."""
    if named := os.environ.get("CHROMIUM"):
        return named
    on_path = (shutil.which(name) for name in NAMES)
    installed = (path for path in APPLICATIONS if Path(path).exists())
    return next((path for path in (*on_path, *installed) if path), None)

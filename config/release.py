"""Release: a fingerprint of the program, so that a page made by an older one is not taken for a newer one's."""

import hashlib
from pathlib import Path

MADE_OF = ("config/**/*.py", "evidence/**/*.py", "wiki/**/*.py", "templates/**/*.html", "static/**/*")


def fingerprint(root: Path) -> str:
    """Of the contents of all that makes a page; the same in every process and on every computer that runs them."""
    digest = hashlib.sha256()
    for pattern in MADE_OF:
        for path in sorted(one for one in root.glob(pattern) if one.is_file()):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]

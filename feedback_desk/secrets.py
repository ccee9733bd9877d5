"""A desk on a laptop makes its own key, once, and keeps it beside its data."""

import os
import secrets
from pathlib import Path


def local_secret_key(data_dir: Path) -> str:
    """Read the key in `data_dir`, making it (mode 0600) when there is none yet."""
    path = data_dir / "secret-key"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key

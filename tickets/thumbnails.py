"""Small pictures of large ones. Pure: bytes in, bytes out; what can't be shown makes none.

A picture says in its first bytes how large it becomes when it is unpacked; one that would fill the
memory is never unpacked.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

EDGE = 480
MOST_PIXELS = 36_000_000
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
CONTENT_TYPE = "image/webp"


def thumbnail_of(picture: IO[bytes]) -> bytes | None:
    """Return a WebP of at most EDGE pixels a side, upright; None when none can be made."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(picture, formats=FORMATS) as opened:
                return _shrunk(opened)
        except (
            Image.DecompressionBombWarning,
            Image.DecompressionBombError,
            OSError,
            SyntaxError,
            ValueError,
            EOFError,
        ):
            return None


def _shrunk(opened: Image.Image) -> bytes | None:
    if opened.width * opened.height > MOST_PIXELS:
        return None
    opened.draft("RGB", (EDGE, EDGE))
    small = opened.copy()
    small.thumbnail((EDGE, EDGE))
    upright = ImageOps.exif_transpose(small)
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    kept = BytesIO()
    # Nothing of the original's metadata, such as where it was taken, goes along.
    upright.convert("RGBA" if has_alpha else "RGB").save(kept, "WEBP", quality=80, exif=b"")
    return kept.getvalue()

"""JSON that is the same for the same content: what is hashed, compared and kept as it came."""

from __future__ import annotations

import json
from typing import Any

# Made once: `json.dumps` makes an encoder anew for each text that isn't in its default form.
_encoder = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(value: Any) -> str:
    return _encoder.encode(value)

"""The portal's few files (style, marks, script), kept in memory and named by their content."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent / "static"

# The framework says of what is text that it is in UTF-8.
_TYPES = MappingProxyType(
    {
        ".css": "text/css",
        ".js": "text/javascript",
        ".svg": "image/svg+xml",
    }
)


@dataclass(frozen=True)
class Asset:
    """One file as it goes over the wire."""

    address: str  # changes with the content, so that browsers may keep it for ever
    media_type: str
    content: bytes


def load_assets(folder: Path = FOLDER) -> Mapping[str, Asset]:
    """Load every file of the folder, by its name."""
    return MappingProxyType({path.name: _load(path) for path in sorted(folder.iterdir())})


def _load(path: Path) -> Asset:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"/static/{path.stem}.{digest}{path.suffix}", _TYPES[path.suffix], content)

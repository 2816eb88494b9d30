"""How large the embedded PostgreSQL is laid out: by the memory that the machine lets us have."""

import os
from collections.abc import Mapping
from pathlib import Path

MEGABYTE = 1 << 20
LEAST, MOST = 128 * MEGABYTE, 4096 * MEGABYTE  # of shared buffers; PostgreSQL's own is the least
CONTROL_GROUP = Path("/sys/fs/cgroup/memory.max")


def settings_for(memory: int) -> Mapping[str, str]:
    """Return the settings for so many octets of memory; PostgreSQL's own are for a small machine.

    A quarter for its buffers, as its manual advises. Checkpoints come seldom, since after each
    one every page that is touched is logged whole: with a million open cases, nine octets in ten.
    """
    buffers = min(max(memory // 4, LEAST), MOST)
    return {
        "shared_buffers": f"{buffers // MEGABYTE}MB",
        "effective_cache_size": f"{max(memory // 2, buffers) // MEGABYTE}MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
    }


def memory_of_machine() -> int:
    """Return the memory we may use, in octets: the machine's, or what our control group has."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        allowed = CONTROL_GROUP.read_text().strip()
    except OSError:
        return whole
    return min(whole, int(allowed)) if allowed.isdigit() else whole

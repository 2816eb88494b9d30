"""Octets as hex facts, by name."""

from pathlib import Path


def vectors(file: str) -> dict[str, bytes]:
    lines = (Path(__file__).parent / file).read_text().splitlines()
    pairs = [line.split() for line in lines if not line.startswith("#")]
    return {name: bytes.fromhex(octets) for name, octets in pairs}


CMPP = vectors("cmpp.txt")
SGIP = vectors("sgip.txt")
SMGP = vectors("smgp.txt")
SMPP = vectors("smpp.txt")

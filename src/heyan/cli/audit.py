"""`heyan audit`: proving what happened."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from heyan.casework.desk import Desk
from heyan.casework.keeping.auditing import (
    Anchor,
    Broken,
    Proof,
    accept_unkeyed,
    find_ends,
    prove_trails,
)
from heyan.casework.keeping.holding import Contradiction
from heyan.cli.failures import Failed
from heyan.cli.house import at_desk
from heyan.cli.saying import example, json_option, say, say_json
from heyan.rules.provinces import BY_CODE


@click.group()
def audit() -> None:
    """Prove the trail (留痕)."""


@audit.command(epilog=example("heyan audit ends > /mnt/elsewhere/2018-09-03.txt"))
def ends() -> None:
    """Print the end of each trail, to be kept where nobody of this database can write.

    `heyan audit verify --against` holds the trails against it, any time later.
    """
    for end in at_desk(find_ends):
        say(str(end))


against = click.option(
    "--against", "files", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True, help="A file that `heyan audit ends` wrote earlier; may come several times.",
)  # fmt: skip


@audit.command(
    epilog=example(
        "heyan audit verify", "heyan audit verify --against /mnt/elsewhere/2018-09-03.txt"
    )
)
@against
@json_option
def verify(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Prove that no entry of any province's trail was changed, taken out, or put in.

    Cases are held against it, too: each has to stand as its entries tell. The exit status is 1 if a
    trail is broken or a case is at odds with it; the first entry that does not follow is named, and
    the first cases.
    """
    anchors = _read_all(files)

    async def deed(desk: Desk) -> list[Proof]:
        return [proof async for proof in prove_trails(desk, anchors)]

    proofs = at_desk(deed)
    if as_json:
        say_json(proofs)
    else:
        _tell(proofs)
    _fail_if_broken(proofs)
    if not as_json:
        entries, cases = (sum(p.entries for p in proofs), sum(p.cases for p in proofs))
        say(f"The trail is whole: {entries} entries; {cases} cases stand as it tells.")


@audit.command(epilog=example("heyan audit accept --against /mnt/elsewhere/2018-09-03.txt"))
@against
def accept(files: tuple[Path, ...]) -> None:
    """Accept what an older release chained without a key: once, when none of its processes is left.

    From then on nothing after it counts that is chained without the key. If `heyan audit verify`
    asks for it again, somebody has been at the trail: do not type it again.
    """
    anchors = _read_all(files)

    async def deed(desk: Desk) -> list[Proof]:
        return await accept_unkeyed(desk, anchors)

    proofs = at_desk(deed)
    _tell(proofs)
    _fail_if_broken(proofs)
    many = sum(proof.unkeyed > 0 for proof in proofs)
    say(f"Accepted in {many} of {len(proofs)} provinces.")


def _tell(proofs: Sequence[Proof]) -> None:
    for proof in proofs:
        say(_sentence(proof))
        for each in proof.contradictions:
            say(_odds(each))
        shown = len({each.case for each in proof.contradictions})
        if proof.at_odds > shown:
            say(f"  and {proof.at_odds - shown} cases more are at odds with it.")


def _fail_if_broken(proofs: Sequence[Proof]) -> None:
    broken = [proof for proof in proofs if proof.broken is not None]
    odd = [proof for proof in proofs if proof.at_odds]
    if not broken and odd:
        raise Failed(f"Cases do not stand as the trail tells in {_of(odd, proofs)} provinces")
    if not broken:
        return
    if all(proof.entries == 0 and proof.how is Broken.CHANGED for proof in proofs):
        raise Failed(
            "No trail follows from its first entry on: this key ring may not be the one that they "
            "were made with"
        )
    raise Failed(f"The trail is broken in {_of(broken, proofs)} provinces")


def _of(some: Sequence[Proof], proofs: Sequence[Proof]) -> str:
    return f"{len(some)} of {len(proofs)}"


def _odds(each: Contradiction) -> str:
    whose = f"case {each.case}, " if each.case else ""
    return f"  {whose}{each.what}: {each.kept or 'nothing'}; by the trail {each.told or 'nothing'}"


def _sentence(proof: Proof) -> str:
    known = BY_CODE.get(proof.province)
    name = known.english if known else "(no province)"
    if proof.broken is None:
        unkeyed = f", up to {proof.unkeyed} without the key" if proof.unkeyed else ""
        return f"{proof.province} {name}: {proof.entries} entries, whole{unkeyed}."
    before = f"; the {proof.entries} before it are whole" if proof.entries else ""
    return f"{proof.province} {name}: entry {proof.broken} {proof.how}{before}."


def _read_all(files: Iterable[Path]) -> list[Anchor]:
    return [anchor for file in files for anchor in _read(file)]


def _read(file: Path) -> list[Anchor]:
    anchors = []
    for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), 1):
        anchor = Anchor.read(line)
        if anchor is not None:
            anchors.append(anchor)
        elif line.strip():
            raise Failed(f"Line {number} of {file} is no end of a trail")
    return anchors

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
    find_open_locks,
    prove_trails,
)
from heyan.casework.keeping.holding import Contradiction
from heyan.cli.failures import Failed
from heyan.cli.house import at_desk
from heyan.cli.saying import example, json_option, remark, say, say_json
from heyan.rules.provinces import BY_CODE

_WIDEST = 160


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
    """Prove that no entry of a trail was changed, taken or put in, and all cases stand as it tells.

    The first entry of a province that does not follow is named, and the first cases. The exit
    status is 1 if there is one, or if the database does not keep trails from being rewritten.
    """
    anchors = _read_all(files)

    async def deed(desk: Desk) -> tuple[list[Proof], list[str]]:
        proofs = []
        async for proof in prove_trails(desk, anchors):
            proofs.append(proof)
            if not as_json:  # each as soon as it is there: a large house takes a while
                _tell(proof)
        return proofs, await find_open_locks(desk)

    proofs, open_locks = at_desk(deed)
    if as_json:
        say_json(proofs)
    _fail_if_broken(proofs, open_locks)
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
    for proof in proofs:
        _tell(proof)
    _fail_if_broken(proofs)
    many = sum(proof.unkeyed > 0 for proof in proofs)
    say(f"Accepted in {many} of {len(proofs)} provinces.")


def _tell(proof: Proof) -> None:
    say(_sentence(proof))
    for each in proof.contradictions:
        say(_odds(each))
    shown = len({each.case for each in proof.contradictions})
    if proof.at_odds > shown:
        say(f"  and {proof.at_odds - shown} cases more are at odds with it.")


def _fail_if_broken(proofs: Sequence[Proof], open_locks: Sequence[str] = ()) -> None:
    broken = [proof for proof in proofs if proof.broken is not None]
    odd = [proof for proof in proofs if proof.at_odds]
    unlocked = f"The database does not keep the trail: {', '.join(open_locks)} is off"
    if open_locks and not (broken or odd):
        raise Failed(unlocked)
    if open_locks:
        remark(f"heyan: {unlocked}.")
    if odd and not broken:
        raise Failed(f"What is kept is not as the trail tells in {_of(odd, proofs)} provinces")
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
    return f"  {whose}{each.what}: {_shown(each.kept)}; by the trail {_shown(each.told)}"


def _shown(text: str) -> str:
    """Show what somebody else may have written: on one line, and no more of it than is needed."""
    plain = "".join(c if c.isprintable() else "?" for c in text)
    return (plain if len(plain) <= _WIDEST else f"{plain[:_WIDEST]}…") or "nothing"


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

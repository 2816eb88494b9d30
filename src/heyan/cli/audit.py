"""`heyan audit`: proving what happened."""

import click

from heyan.casework.auditing import Proof, prove_trails
from heyan.casework.desk import Desk
from heyan.cli.failures import Failed
from heyan.cli.house import at_desk
from heyan.cli.saying import example, json_option, say, say_json
from heyan.rules.provinces import BY_CODE


@click.group()
def audit() -> None:
    """Prove the trail (留痕)."""


@audit.command(epilog=example("heyan audit verify"))
@json_option
def verify(*, as_json: bool) -> None:
    """Prove that no entry of any province's trail was changed, taken out, or put in.

    The exit status is 1 if a trail is broken; the first broken link is named.
    """

    async def deed(desk: Desk) -> list[Proof]:
        return [proof async for proof in prove_trails(desk)]

    proofs = at_desk(deed)
    if as_json:
        say_json(proofs)
    else:
        for proof in proofs:
            say(_sentence(proof))
    broken = [proof for proof in proofs if proof.broken is not None]
    if broken:
        raise Failed(f"The trail is broken in {len(broken)} of {len(proofs)} provinces")
    if not as_json:
        say(f"The trail is whole: {sum(proof.entries for proof in proofs)} entries.")


def _sentence(proof: Proof) -> str:
    name = BY_CODE[proof.province].english
    if proof.broken is None:
        return f"{proof.province} {name}: {proof.entries} entries, whole."
    return f"{proof.province} {name}: broken at entry {proof.broken}; those before are whole."

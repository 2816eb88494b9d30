"""The codes that are in use: no two open challenges of one number have the same (R9)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from heyan.casework.consequences import Changes
from heyan.casework.desk import Desk
from heyan.rules.case import with_challenge
from heyan.rules.code import Seed, derive_code
from heyan.rules.ids import CaseId
from heyan.store import cases
from heyan.store.database import Transaction


@dataclass
class Codes:
    """The codes of some numbers' open challenges, by the numbers' keyed hashes."""

    desk: Desk
    _used: dict[bytes, set[str]] = field(default_factory=dict, repr=False)

    def note(self, mobile: bytes, seed: Seed, code_key: str) -> None:
        """Note the code of a challenge that is open."""
        code = derive_code(self.desk.keys.codes[code_key], seed)
        self._used.setdefault(mobile, set()).add(code)

    def draw(self, mobile: bytes, seed: Seed, code_key: str) -> int:
        """Return the first redraw whose code no other open challenge of the number has."""
        key, used = self.desk.keys.codes[code_key], self._used.setdefault(mobile, set())
        while (code := derive_code(key, seed)) in used:
            seed = replace(seed, redraw=seed.redraw + 1)
        used.add(code)
        return seed.redraw


async def draw_new_codes(
    desk: Desk, tx: Transaction, changes: Changes, evenly: Collection[bytes] = ()
) -> None:
    """Settle the new codes of challenges that began a new epoch; their numbers are held (R9).

    `evenly`: numbers whose codes are looked for whether or not one of them is renewed (R19).
    """
    renewed = changes.renewed
    if not (renewed or evenly):
        return
    hashes = {changes.mobiles[number][n] for number, n in renewed}
    codes = await codes_in_use(desk, tx, hashes.union(evenly))
    key_id = desk.keys.codes.current  # once: a rotation may come at any time
    for number, n in renewed:
        case, challenge = changes.cases[number], changes.challenge(number, n)
        redraw = codes.draw(changes.mobiles[number][n], case.seed(challenge), key_id)
        drawn = replace(challenge, redraw=redraw, code_key=key_id)
        changes.cases[number] = with_challenge(case, drawn)


async def codes_in_use(desk: Desk, tx: Transaction, mobiles: Iterable[bytes]) -> Codes:
    """Load what is in use; the numbers are held by the transaction."""
    codes = Codes(desk)
    for mobile, seed, code_key in await seeds_of(tx, mobiles):
        codes.note(mobile, seed, code_key)
    return codes


async def seeds_of(tx: Transaction, mobiles: Iterable[bytes]) -> list[tuple[bytes, Seed, str]]:
    """Load what the codes of the numbers' open challenges are derived from, with the key's id."""
    return [
        (
            row["mobile"],
            Seed(CaseId(row["province"], row["number"]), row["n"], row["epoch"], row["redraw"]),
            row["code_key"],
        )
        for row in await cases.open_seeds(tx, sorted(set(mobiles)))
    ]

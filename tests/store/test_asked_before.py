"""How often messages were asked for by hand, of cases from before anybody counted that (0026)."""

from heyan.store.database import connect
from heyan.store.migrate import read_migrations
from tests.conftest import MORNING

CASE = (
    "insert into cases (province, number, provider, reference, fingerprint, kind, edition, state, "
    "opened_at, asked) values (120000, $1, 1, $1::bigint::text, '', 'new_filing', 'pilot-2017', "
    "'verifying', $2, $3)"
)
CHALLENGE = (
    "insert into challenges (province, number, n, mobile, sealed, because, state, code_key, epoch, "
    "redraw, wrong_tails, messages, noon_passed) "
    "values (120000, $1, 1, '', '', '{}', 'open', 'codes-1', 0, 0, 0, 3, false)"
)
MESSAGE = (
    "insert into messages (province, number, n, ordinal, mobile, purpose, carrier, urgency, state, "
    "attempts, queued_at) values (120000, $1, 1, $2, '', $3, 'mobile', 0, 'accepted', 0, $4)"
)


async def test_it_is_counted_from_the_ledger_where_it_was_not_and_left_alone_elsewhere(
    database_url: str,
) -> None:
    (migration,) = [each for each in read_migrations() if each.name == "asked_before"]
    connection = await connect(database_url)
    for number, asked in ((1, 0), (2, 2), (3, 0)):
        await connection.execute(CASE, number, MORNING, asked)
        await connection.execute(CHALLENGE, number)
        await connection.execute(MESSAGE, number, 1, "first", MORNING)
    for number in (1, 2):
        for ordinal in (2, 3):
            await connection.execute(MESSAGE, number, ordinal, "asked", MORNING)
    for _ in range(2):
        await connection.execute(migration.sql)
        rows = await connection.fetch("select number, asked from cases order by number")
        assert [tuple(row) for row in rows] == [(1, 2), (2, 2), (3, 0)]
    await connection.close()

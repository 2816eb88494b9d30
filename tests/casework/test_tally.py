"""What a process counts: how many, never who."""

from heyan.casework.tally import SIZES, Tally


def test_a_batch_counts_for_every_end_that_it_does_not_pass() -> None:
    tally = Tally()
    for size in (1, 3, 64, 0, 1000):
        tally.note_batch("answers", size)
    sizes = tally.batches["answers"]
    assert (sizes.count, sizes.total) == (4, 1068)
    assert dict(zip(SIZES, sizes.upto, strict=True)) == {
        1: 1, 2: 1, 4: 2, 8: 2, 16: 2, 32: 2, 64: 3, 128: 3, 256: 3, 512: 3,
    }  # fmt: skip


def test_nothing_is_no_batch() -> None:
    tally = Tally()
    tally.note_batch("due", 0)
    assert tally.batches == {}

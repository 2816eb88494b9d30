"""A silent peer is asked, asked again, and given up."""

from heyan.wire.heartbeat import Beat, Heartbeat


def test_a_silent_peer_is_asked_three_times_and_then_dead() -> None:
    heartbeat = Heartbeat(idle=180, wait=60, tries=3)
    heartbeat.heard(0)
    assert heartbeat.tick(179) is None
    assert [heartbeat.tick(at) for at in (180, 240, 300)] == [Beat.ASK] * 3
    assert heartbeat.tick(359) is None
    assert heartbeat.tick(360) is Beat.DEAD


def test_any_sign_of_life_starts_afresh() -> None:
    heartbeat = Heartbeat(idle=180, wait=60, tries=3)
    heartbeat.heard(0)
    heartbeat.tick(180)
    heartbeat.heard(200)
    assert heartbeat.next_at == 380
    assert heartbeat.tick(379) is None


def test_before_the_login_nobody_is_asked() -> None:
    assert Heartbeat(idle=1, wait=1, tries=1).tick(100) is None

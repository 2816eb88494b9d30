from heyan.rules.reading_place import MOST_FAULTS, Place, Shape, Twice, a_list


def good(_place: Place, _value: object) -> bool:
    return True


def bad(place: Place, _value: object) -> bool:
    return place.note("empty")


SHAPE = Shape(
    checks={"a": good, "b": good, "c": good, "d": good},
    required=("a",),
    allowed=("b",),
    null=("c",),
)


def faults(check: Shape, value: object) -> list[tuple[str, str]]:
    place = Place([])
    assert check(place, value) is (not place.sheet)
    return [(found.pointer, found.code) for found in place.sheet]


def test_pointers_are_escaped_as_rfc_6901_says() -> None:
    assert Place([]).at("a/b").at("m~n").at(0).pointer == "/a~1b/m~0n/0"


def test_a_name_that_cannot_be_shown_points_to_its_object() -> None:
    place = Place([]).at("site")
    assert place.at("\ud800") == place.at("\n") == place.at("x" * 65) == place
    assert place.at("x" * 64).pointer == "/site/" + "x" * 64


def test_what_is_required_must_be_there_and_not_null() -> None:
    assert faults(SHAPE, {}) == [("/a", "missing")]
    assert faults(SHAPE, {"a": None}) == [("/a", "missing")]
    assert faults(SHAPE, {"a": 1}) == []


def test_what_stands_there_as_null_may_be_left_out() -> None:
    assert faults(SHAPE, {"a": 1, "b": 1, "c": None}) == []
    assert faults(SHAPE, {"a": 1, "c": 1}) == [("/c", "must_be_absent")]


def test_a_known_field_without_a_place_and_an_unknown_one_are_told_apart() -> None:
    found = faults(SHAPE, {"a": 1, "d": None, "e": None})
    assert found == [("/d", "must_be_absent"), ("/e", "unknown_field")]


def test_a_repeated_field_is_a_fault_at_its_own_place() -> None:
    twice = Twice({"a": 1, "b": 2})
    twice.repeated = ("b",)
    assert faults(SHAPE, twice) == [("/b", "repeated_field")]


def test_what_is_no_object_is_told() -> None:
    for value in (None, 1, "a", [{"a": 1}], True):
        assert faults(SHAPE, value) == [("", "not_an_object")]


def test_the_whole_is_looked_at_only_when_its_fields_are_good() -> None:
    checks = {"a": good, "b": bad}
    whole = Shape(checks=checks, allowed=("a", "b"), then=lambda place, _: place.note("bad_ip"))
    assert faults(whole, {"a": 1}) == [("", "bad_ip")]
    assert faults(whole, {"b": 1}) == [("/b", "empty")]


def test_every_entry_of_a_list_is_looked_at() -> None:
    place = Place([])
    assert not a_list(bad, 3)(place, [1, 2, 3])
    assert [found.pointer for found in place.sheet] == ["/0", "/1", "/2"]


def test_a_list_has_one_entry_at_least_and_not_too_many() -> None:
    for value, code in [({}, "not_a_list"), ([], "empty"), ([1, 2, 3], "too_many")]:
        place = Place([])
        assert not a_list(good, 2)(place, value)
        assert [found.code for found in place.sheet] == [code]
    assert a_list(good, 2)(Place([]), [1, 2])


def test_an_answer_never_lists_more_faults_than_can_be_read() -> None:
    place = Place([])
    a_list(bad, 1000)(place, [0] * 1000)
    assert len(place.sheet) == MOST_FAULTS

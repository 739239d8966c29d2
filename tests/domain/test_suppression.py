"""What is withheld stays withheld: not by eye, but by solving for it."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from engagebot.domain.suppression import MINIMUM, withheld

Row = list[Fraction]


def test_a_small_group_is_withheld_with_the_next_smallest() -> None:
    assert withheld({"states": 12, "un": 4, "civil": 9, "media": 7}) == {"un", "media"}


def test_nothing_is_withheld_where_every_group_is_large_enough() -> None:
    assert withheld({"states": 5, "un": 6}) == frozenset()


def test_withheld_groups_have_five_people_between_them() -> None:
    assert withheld({"states": 12, "un": 1, "media": 1, "civil": 9}) == {"un", "media", "civil"}


def test_a_group_in_which_nobody_answered_is_not_told_apart_from_a_small_one() -> None:
    assert withheld({"states": 12, "un": 0, "civil": 9}) == {"un", "civil"}


def test_what_a_wider_table_withholds_stays_withheld_in_the_narrower() -> None:
    assert withheld({"states": 12, "un": 6, "civil": 9}, already=frozenset({"un"})) == {"un", "civil"}


def test_the_only_group_is_withheld_if_it_is_small() -> None:
    assert withheld({"un": 3}) == {"un"}


def test_the_minimum_can_be_set() -> None:
    assert withheld({"states": 12, "un": 4, "civil": 9}, minimum=3) == frozenset()


cells = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), min_size=2)


@given(cells)
def test_no_withheld_count_follows_from_the_whole_and_the_shown(people: dict[str, int]) -> None:
    hidden = withheld(people)
    names = sorted(people)
    total = [Fraction(1)] * len(names)
    shown = [unit(names, name) for name in names if name not in hidden]
    for name in hidden:
        assert not spanned(unit(names, name), [total, *shown])
    if hidden and sum(people.values()) >= MINIMUM:
        assert sum(people[name] for name in hidden) >= MINIMUM


@given(st.lists(st.tuples(*[st.integers(0, 7)] * 4), min_size=2, max_size=5), st.data())
def test_no_withheld_count_follows_over_all_the_tables_of_a_round(
    drawn: list[tuple[int, int, int, int]], data: st.DataObject
) -> None:
    """Invited, voted, and answered on two items, by group, with all totals: nested, so linked by <=."""
    rows = [sorted(row, reverse=True) for row in drawn]
    rows = [[row[0] + 1, row[1], *data.draw(st.permutations(row[2:]))] for row in rows]
    tables = [{str(g): row[t] for g, row in enumerate(rows)} for t in range(4)]
    invited = withheld(tables[0])
    voted = withheld(tables[1], already=invited)
    hidden = [invited, voted, withheld(tables[2], already=voted), withheld(tables[3], already=voted)]
    if any(sum(table.values()) < MINIMUM for table in tables):
        return
    for t, g in product(range(4), range(len(rows))):
        if str(g) in hidden[t]:
            assert another_world(rows, hidden, t, g), (rows, hidden, t, g)


def another_world(rows: list[list[int]], hidden: list[frozenset[str]], table: int, group: int) -> bool:
    """Whether the same could have been published with one person more, or fewer, in this cell: the person is
    moved between the cell and that of another group withheld in this table (and, if need be, in the wider)."""
    others = [g for g in range(len(rows)) if g != group and str(g) in hidden[table]]
    for other, (giver, taker) in product(others, ((group, None), (None, group))):
        source = other if giver is None else giver
        target = other if taker is None else taker
        for moved in product((0, 1), repeat=4):
            if not moved[table]:
                continue
            world = [list(row) for row in rows]
            for t in range(4):
                world[source][t] -= moved[t]
                world[target][t] += moved[t]
            if lawful(world) and published(world, hidden) == published(rows, hidden):
                return True
    return False


def lawful(rows: list[list[int]]) -> bool:
    return all(min(row) >= 0 and row[0] >= row[1] >= max(row[2:]) for row in rows)


def published(rows: list[list[int]], hidden: list[frozenset[str]]) -> list[object]:
    return [
        (
            sum(row[t] for row in rows),
            {g: row[t] for g, row in enumerate(rows) if str(g) not in hidden[t]},
        )
        for t in range(4)
    ]


def unit(names: list[str], name: str) -> Row:
    return [Fraction(int(name == other)) for other in names]


def rank_of(rows: list[Row]) -> int:
    """By Gauss elimination in exact fractions."""
    rows, rank = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(rank + 1, len(rows)):
            factor = rows[r][column] / rows[rank][column]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[rank], strict=True)]
        rank += 1
    return rank


def spanned(wanted: Row, known: list[Row]) -> bool:
    """Whether the wanted cell is a linear combination of what is known."""
    return rank_of([*known, wanted]) == rank_of(known)

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagebot.domain.chain import Chain, Link, check_chain, link_hash, new_pseudonym, written
from engagebot.domain.digests import digest, plain_digest
from engagebot.domain.receipts import time_of

OPENED = datetime(2023, 5, 2, 8, tzinfo=UTC)
OPENING = "0f" * 32


def chain_of(values: list[int | None]) -> tuple[Chain, list[Link]]:
    links: list[Link] = []
    previous = OPENING
    for sequence, value in enumerate(values, start=1):
        time = time_of("ab" * 16, sequence, OPENED + timedelta(minutes=sequence, microseconds=sequence))
        voter = f"V-AAAA-{sequence % 3}"
        previous = link_hash(
            previous,
            round_key="priorities",
            sequence=sequence,
            pseudonym=voter,
            item=sequence % 4,
            version=1,
            value=value,
            time=time,
        )
        links.append(Link(sequence, voter, sequence % 4, 1, value, time, previous))
    return Chain("priorities", OPENING, len(links), previous), links


def test_a_link_is_the_hash_of_plain_json_that_anyone_can_write() -> None:
    text = (
        '{"item":3,"previous":"' + OPENING + '","pseudonym":"V-É",'
        '"round":"priorities","sequence":1,"time":"7e","value":null,"version":2}'
    )
    made = link_hash(
        OPENING, round_key="priorities", sequence=1, pseudonym="V-É", item=3, version=2, value=None, time="7e"
    )
    assert made == hashlib.sha256(text.encode()).hexdigest()


def test_the_zone_in_which_an_instant_is_told_does_not_matter() -> None:
    geneva = OPENED.astimezone(timezone(timedelta(hours=2)))
    assert written(geneva) == written(OPENED) == "2023-05-02T08:00:00.000000Z"
    with pytest.raises(ValueError, match="needs its zone"):
        written(OPENED.replace(tzinfo=None))


values = st.lists(st.none() | st.integers(1, 5), max_size=12)


@given(values)
def test_a_chain_as_it_was_written_holds(told: list[int | None]) -> None:
    chain, links = chain_of(told)
    assert check_chain(chain, links) is None


@given(values.filter(bool), st.data())
def test_any_change_is_found(told: list[int | None], data: st.DataObject) -> None:
    chain, links = chain_of(told)
    at = data.draw(st.integers(0, len(links) - 1))
    link = links[at]
    changed = data.draw(
        st.sampled_from(
            [
                replace(link, value=9),
                replace(link, item=link.item + 1),
                replace(link, version=2),
                replace(link, pseudonym="V-ELSE"),
                replace(link, time="0" * 64),
                replace(link, hash="0" * 64),
            ]
        )
    )
    problem = check_chain(chain, [*links[:at], changed, *links[at + 1 :]])
    assert problem is not None
    assert f"Vote {at + 1} " in problem


@given(values.filter(bool), st.data())
def test_a_dropped_vote_is_found_also_the_last(told: list[int | None], data: st.DataObject) -> None:
    chain, links = chain_of(told)
    at = data.draw(st.integers(0, len(links) - 1))
    assert check_chain(chain, links[:at] + links[at + 1 :]) is not None


def test_votes_rewritten_from_the_start_are_found_by_the_published_head() -> None:
    chain, _ = chain_of([5, 4])
    _, forged = chain_of([1, 1])
    assert "not the one" in str(check_chain(chain, forged))


def test_pseudonyms_are_short_readable_and_unlike_each_other() -> None:
    made = {new_pseudonym() for _ in range(200)}
    assert len(made) == 200
    for pseudonym in made:
        assert len(pseudonym) == len("V-7K3M-Q2XD")
        assert not set(pseudonym[2:]) & set("0O1IL")


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_the_fast_way_to_a_digest_comes_to_the_same(value: dict[str, str | int | None]) -> None:
    assert plain_digest(value) == digest(value)

"""The secretariat lists comments, merges those that say the same, and files what it did with them."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.comment import Comment, CommentMerge, Disposition
from engagebot.domain.consultation import Round
from engagebot.domain.event import Event
from engagebot.domain.outbox import Delivery
from engagebot.domain.people import Stakeholder
from tests.cli.commands import Terminal, now

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


@pytest.fixture
def commented(terminal: Terminal) -> Terminal:
    """Five States and one of the media commented on the round, and one person on the talk."""
    terminal.loads()
    terminal.people_join(6)

    async def comment(session: AsyncSession) -> None:
        held = (await session.scalars(select(Round))).one()
        talk = (await session.scalars(select(Event).where(Event.key == "talk"))).one()
        people = list(await session.scalars(select(Stakeholder).order_by(Stakeholder.id)))
        people[5].group = "media"
        said = {"workstream_id": 1, "language": "en", "at": now()}
        for number, person in enumerate(people, start=1):
            what = {"round_id": held.id, "item": 2 if number < 3 else 1, "text": f"Comment {number}"}
            session.add(Comment(**said, **what, stakeholder_id=person.id, group=person.group))
        await session.flush()
        on_talk = {"event_id": talk.id, "text": "=1+1", "kind": "technical", "group": "states"}
        session.add(Comment(**said, **on_talk, stakeholder_id=people[0].id))

    terminal.does(comment)
    return terminal


def listed(terminal: Terminal, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(terminal.types("comments", "list", *words, "--json"))
    return found


def test_they_are_listed_by_item_with_groups_of_five_or_more(commented: Terminal) -> None:
    lines = listed(commented)
    assert [(line["id"], line["on"], line["item"], line["group"]) for line in lines] == [
        *((3, "first", 1, None), (4, "first", 1, None), (5, "first", 1, None), (6, "first", 1, None)),
        *((1, "first", 2, None), (2, "first", 2, None), (7, "talk", None, None)),
    ]
    assert [line["id"] for line in listed(commented, "talk", "--type", "technical")] == [7]
    assert "│ 6 │ first │ 1 │ substantive │ Comment 6 │ │ │" in commented.types("comments", "list")


def test_the_list_for_programs_is_as_its_schema_says(commented: Terminal) -> None:
    commented.types("comments", "dispose", "1", "--as", "accepted", "--reason", "fr=Oui", "--yes")
    schema = json.loads((SCHEMAS / "comments.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(listed(commented))


def test_a_group_is_named_where_nobody_can_be_told_from_it(commented: Terminal) -> None:
    async def all_are_states(session: AsyncSession) -> None:
        for one in await session.scalars(select(Comment).where(Comment.group == "media")):
            one.group = "states"

    commented.does(all_are_states)
    assert {line["group"] for line in listed(commented, "first")} == {"states"}


def test_a_disposition_is_filed_and_told_once(commented: Terminal) -> None:
    words = ("comments", "dispose", "1", "2", "--as", "accepted", "--reason", "It was unclear.", "--by", "Office")
    said = commented.types(*words, answering="n\n")
    assert "This files “accepted” for 2 comments, and tells 2 people." in said
    assert "Nothing was changed." in said
    assert "Filed for 2 comments; 2 people will be told." in commented.types(*words, "--yes")
    assert "Filed for 2 comments; 0 people will be told." in commented.types(*words, "--yes")
    assert [line["id"] for line in listed(commented, "first", "--open")] == [3, 4, 5, 6]
    (line,) = [line for line in listed(commented) if line["id"] == 1]
    assert (line["outcome"], line["reason"]) == ("accepted", {"en": "It was unclear."})

    async def kept(session: AsyncSession) -> tuple[list[str], list[str]]:
        told = await session.scalars(select(Delivery.chat).where(Delivery.what == "comment_answered"))
        return list(told), list(await session.scalars(select(Disposition.by)))

    assert commented.does(kept) == (["1", "2"], ["Office", "Office"])


def test_another_disposition_takes_the_place_of_the_first_and_both_stay(commented: Terminal) -> None:
    commented.types("comments", "dispose", "1", "--as", "noted", "--yes")
    said = commented.types("comments", "dispose", "1", "--as", "not", "--reason", "en=Out of scope", "--yes")
    assert "1 person will be told" in said

    async def kept(session: AsyncSession) -> list[tuple[str, str]]:
        rows = await session.execute(select(Disposition.outcome, Disposition.by).order_by(Disposition.id))
        return [(outcome, by) for outcome, by in rows]

    assert [outcome for outcome, _ in commented.does(kept)] == ["noted", "not"]
    assert "│ not │" in commented.types("comments", "list")


def test_merged_comments_share_what_is_filed(commented: Terminal) -> None:
    said = commented.types("comments", "merge", "3", "4", "--into", "5", "--by", "Office", answering="y\n")
    assert "Into 5 goes 3: Comment 3" in said
    assert "Merged 2 comments into 5." in said
    assert "merged into 5. File the disposition of that one." in commented.types(
        "comments", "dispose", "3", "--as", "noted", "--yes"
    )
    commented.types("comments", "merge", "5", "--into", "6", "--yes")
    said = commented.types("comments", "dispose", "6", "--as", "partly", "--yes")
    assert "Filed for 4 comments; 4 people will be told." in said
    said = commented.types("comments", "merge", "1", "--into", "6", "--yes")
    assert "It has a disposition, of which 1 person will be told." in said
    assert "│ partly, merged into 5 │" in commented.types("comments", "list")

    async def kept(session: AsyncSession) -> list[tuple[int, int, str]]:
        rows = await session.scalars(select(CommentMerge).order_by(CommentMerge.comment_id))
        return [(row.comment_id, row.into_id, row.by) for row in rows]

    assert commented.does(kept)[1:3] == [(3, 5, "Office"), (4, 5, "Office")]


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        (("dispose", "1", "99", "--as", "noted"), "There is no comment 99 in small"),
        (("dispose", "1", "--as", "noted", "--reason", "a", "--reason", "b"), "There are two reasons in 'en'."),
        (("dispose", "1", "--as", "noted", "--reason", "x" * 1001), "The reason has 1001 characters"),
        (("merge", "7", "--into", "1"), "Comment 7 is on another round or event than 1"),
        (("merge", "1", "--into", "1"), "Name at least one other comment"),
    ],
)
def test_what_cannot_be_filed_is_refused(commented: Terminal, words: tuple[str, ...], refused: str) -> None:
    assert refused in commented.types("comments", *words, "--yes")
    assert commented.exit_code == 1


def test_what_was_merged_is_not_merged_again_and_takes_no_others(commented: Terminal) -> None:
    commented.types("comments", "merge", "1", "--into", "2", "--yes")
    assert "Comment 1 was merged into 2 already." in commented.types("comments", "merge", "1", "--into", "3", "--yes")
    assert "Comment 1 was itself merged into 2." in commented.types("comments", "merge", "2", "--into", "1", "--yes")

"""A button can name any event; only those that are for the person answer."""

from datetime import UTC, datetime

import pytest

from engagebot.domain.event import Event
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.workstream import Workstream
from engagebot.use_cases.asking import Member
from engagebot.use_cases.event_for import concerns

STATES_ONLY = {"groups": ["states"]}


@pytest.mark.parametrize(
    ("audience", "group", "meant"),
    [(STATES_ONLY, "states", True), (STATES_ONLY, "civil-society", False), ({}, "civil-society", True)],
)
def test_an_event_for_one_group_is_for_nobody_else(audience: dict[str, object], group: str, meant: bool) -> None:
    person = Stakeholder(group=group, region=None, language="en")
    member = Member(Account(), person, Workstream(), datetime(2023, 3, 16, tzinfo=UTC))
    assert concerns(Event(audience=audience), member) is meant

"""The secretariat loads a round of organisations, invites a focal point, and files, lists and revokes a mandate."""

from engagebot.domain.clock import SystemClock
from tests.cli.commands import Terminal
from tests.use_cases.test_organisations_vote import file

COMING = file("voters: organisation").replace("2023-", f"{SystemClock().now().year + 3}-")


def test_organisations_are_told_of_and_a_mandate_is_filed_listed_and_revoked(terminal: Terminal) -> None:
    said = terminal.loads(COMING)
    assert "Round first: nobody can confirm yet for gazette, herald, norland." in said
    assert "For: focal point, group media" in terminal.types("invite", "--organisation", "gazette", "--focal-point")
    assert "name it" in terminal.types("invite", "--group", "media", "--focal-point")
    filed = ("mandate", "first", "herald", "gazette", "--by", "Rosa", "--reason")
    assert "No mandates were filed" in terminal.types("mandates", "first")
    assert "A mandate needs its reason in words" in terminal.types(*filed, " ")
    assert "gazette votes for herald in round first from now on" in terminal.types(*filed, "a letter")
    assert "has given its mandate to gazette already" in terminal.types(*filed, "another letter")
    said = terminal.types(*filed, "by telephone", "--revoke")
    assert "gazette votes for herald no more; nothing that it voted counts." in said
    assert terminal.exit_code == 0
    listed = terminal.types("mandates", "first")
    assert "herald" in listed
    assert "revoked" in listed

"""The secretariat writes a round's documents, in the languages that it needs."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.consultation import Round
from engagebot.exports import typeset
from engagebot.use_cases.open_round import open_round
from tests.cli.commands import Terminal, now


@pytest.fixture
def opened(terminal: Terminal) -> Terminal:
    terminal.loads()
    terminal.people_join(6)

    async def open_it(session: AsyncSession) -> None:
        await open_round(session, (await session.scalars(select(Round))).one(), now())

    terminal.does(open_it)
    return terminal


def test_documents_are_written_in_each_language_and_again(opened: Terminal) -> None:
    words = ("documents", "first", "--to", "out", "--language", "fr", "--language", "ar")
    assert "report-fr.pdf" in opened.types(*words)
    names = {path.name for path in (opened.folder / "out").iterdir()}
    assert names == {
        f"{name}-{language}.{kind}"
        for language in ("fr", "ar")
        for name, kind in [
            *(("report", "pdf"), ("report", "docx"), ("ratings", "svg"), ("turnout", "svg")),
            *(("comments", "docx"), ("comments", "xlsx"), ("tally", "xlsx")),
        ]
    }
    before = {name: (opened.folder / "out" / name).read_bytes() for name in names}
    opened.types(*words)
    assert {name: (opened.folder / "out" / name).read_bytes() for name in names} == before


def test_what_cannot_be_written_is_refused(opened: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There are no texts in 'xx'" in opened.types("documents", "first", "--to", "out", "--language", "xx")
    assert "There is no round second in small" in opened.types("documents", "second", "--to", "out")
    (opened.folder / "file").touch()
    assert "file is a file, not a folder" in opened.types("documents", "first", "--to", "file")
    monkeypatch.setattr(typeset, "NEEDED", ("no_such_package",))
    said = opened.types("documents", "first", "--to", "out")
    assert "pip install 'engagebot[reports]'" in said
    assert opened.exit_code == 1

"""What the documentation says is there, is there."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from pydantic_core import PydanticUndefined
from typer.main import get_command

from engagebot.cli import app
from engagebot.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
WITH_SETTINGS = [*PAGES, *(ROOT / name for name in ("Dockerfile", "compose.yaml", "alembic.ini"))]

SETTING = re.compile(r"ENGAGEBOT_[A-Z_]*[A-Z]")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ABSOLUTE_PATH = re.compile(r"(?<![\w.:/<-])/([\w.-]+)/")
KNOWN_FOLDERS = {"data", "etc", "path", "run", "slack", "srv", "usr", "var"}
"""First parts of absolute paths: the container's volume, the system's, an example, the address Slack calls."""


def names() -> dict[str, str]:
    """Every setting's variable with its default as the README writes it."""
    fields = Settings.model_fields.items()
    return {f"ENGAGEBOT_{name}".upper(): _default(field.default) for name, field in fields}


def _default(value: object) -> str:
    return "" if value in (None, PydanticUndefined, frozenset()) else str(value)


def settings_table() -> dict[str, str]:
    rows = re.findall(r"^\| `(ENGAGEBOT_\w+)` \| (.*?) ?\|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    return {name: default.strip("`") for name, default in rows}


def commands_of(page: Path, program: str) -> set[str]:
    """The words that stand behind a program's name, in code."""
    return set(re.findall(rf"(?:^|[`/ ]){program} ([a-z][a-z-]*)\b", _code(page), re.MULTILINE))


def _code(page: Path) -> str:
    """Only what is set as code, where a word is not just a word."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return "\n".join([*blocks, *inline])


def test_the_readme_lists_every_setting_with_its_default_and_no_other() -> None:
    assert settings_table() == names()


@pytest.mark.parametrize("page", WITH_SETTINGS, ids=lambda page: page.name)
def test_a_setting_that_is_named_exists(page: Path) -> None:
    assert set(SETTING.findall(page.read_text("utf-8"))) <= names().keys()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_to_a_file_of_ours_or_to_the_web(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        if not target.startswith(("https://", "#")):
            file = (page.parent / unquote(target.partition("#")[0])).resolve()
            assert file.exists(), target
            assert file.is_relative_to(ROOT), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_needs_a_folder_outside_of_this_one(page: Path) -> None:
    text = page.read_text("utf-8")
    assert set(ABSOLUTE_PATH.findall(re.sub(r"https?://\S+", "", text))) <= KNOWN_FOLDERS
    for path in re.findall(r"(?:\.\./)+[\w./-]*", text):
        assert (page.parent / path).resolve().is_relative_to(ROOT), path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_that_is_named_exists(page: Path) -> None:
    known = set(getattr(get_command(app), "commands", {}))
    assert commands_of(page, "engagebot") <= known | {"engagebot"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_make_target_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert commands_of(page, "make") <= targets


def test_every_decision_stands_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    missing = [page.name for page in folder.glob("0*.md") if f"({page.name})" not in index]
    assert missing == []

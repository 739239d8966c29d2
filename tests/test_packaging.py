"""The wheel brings along everything that is not Python: texts, migrations, the example, the sandbox's page."""

import subprocess
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
UV = ROOT / ".tools" / "bin" / "uv"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names of the files in a freshly built wheel."""
    if not UV.exists():
        pytest.skip(f"There is no uv at {UV.relative_to(ROOT)}; `make test` puts it there.")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([UV, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT], check=True)
    (built,) = folder.glob("*.whl")
    with ZipFile(built) as archive:
        return frozenset(archive.namelist())


def in_the_tree(folder: str, patterns: Iterable[str], target: str) -> set[str]:
    """What the wheel has to hold for the files of a folder, at `target`."""
    files = (file for pattern in patterns for file in (ROOT / folder).rglob(pattern))
    return {f"{target}/{file.relative_to(ROOT / folder).as_posix()}" for file in files}


@pytest.mark.parametrize(
    ("folder", "patterns", "target"),
    [
        ("messages", ["*.j2", "*.po"], "engagebot/messages"),
        ("migrations", ["*.py", "*.mako"], "engagebot/migrations"),
        ("examples", ["*.yaml"], "engagebot/examples"),
        ("src/engagebot/exports", ["*.typ"], "engagebot/exports"),
        ("src/engagebot/sandbox/page", ["*.html", "*.css", "*.js", "*.svg"], "engagebot/sandbox/page"),
    ],
)
def test_the_wheel_holds_what_is_not_code(wheel: frozenset[str], folder: str, patterns: list[str], target: str) -> None:
    wanted = in_the_tree(folder, patterns, target)
    assert wanted
    assert wanted <= wheel


def test_the_wheel_holds_every_module(wheel: frozenset[str]) -> None:
    assert in_the_tree("src/engagebot", ["*.py"], "engagebot") <= wheel


def test_the_wheel_holds_the_licence_and_nothing_but_the_package(wheel: frozenset[str]) -> None:
    assert any(name.endswith("/licenses/LICENSE") for name in wheel)
    assert {name.partition("/")[0].partition("-")[0] for name in wheel} == {"engagebot"}
    assert not [name for name in wheel if "__pycache__" in name or name.endswith((".sqlite", ".env"))]

"""Sets a report and its charts with Typst: the same data, fonts and version of Typst give the same bytes.

The fonts come with the `reports` extra and no others are looked at, so that no page depends on the machine, and Arabic
and Chinese never become boxes.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from engagebot.exports.cells import clean
from engagebot.exports.report import Report
from engagebot.exports.said import is_right_to_left, runs_from_right

if TYPE_CHECKING:
    import typst

FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "noto_cjk_sans_otc")
FONTS = ("Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC")
SCRIPT_FIRST = {"ar": "Noto Sans Arabic", "zh": "Noto Sans CJK SC"}
NEEDED = (*FONT_PACKAGES, "docx", "typst")
PAGES = Path(__file__).with_name("pages.typ")
WHOLE = "report"
DOTS_PER_INCH = 200
LEFT, END = "\u2066", "\u2069"
"""Around text that runs from left to right (Unicode's isolates)."""


class ReportsMissing(Exception):
    """Reports need packages that are not installed: pip install 'engagebot[reports]'"""

    def __init__(self, missing: str) -> None:
        super().__init__(f"Reports need a package that is not installed ({missing}): pip install 'engagebot[reports]'")


def missing_for_reports() -> list[str]:
    """The modules that are needed and not installed."""
    return [name for name in NEEDED if find_spec(name) is None]


def must_be_there() -> None:
    """Raises ReportsMissing."""
    for name in missing_for_reports():
        raise ReportsMissing(name)


class Typesetter:
    """Reads the fonts once. Raises ReportsMissing."""

    def __init__(self) -> None:
        must_be_there()
        import typst  # half a second and an extra

        folders: list[Path] = [_folder(package) for package in FONT_PACKAGES]
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        self._typst = typst

    def pdf(self, report: Report, dated: datetime) -> bytes:
        """Tagged, so that screen readers find their way. `dated` is the one date in it."""
        return self._made(report, WHOLE, "pdf", dated)

    def picture(self, report: Report, chart: int) -> bytes:
        """PNG."""
        return self._made(report, str(chart), "png")

    def drawing(self, report: Report, chart: int) -> bytes:
        """SVG, with its words as outlines."""
        return self._made(report, str(chart), "svg")

    def _made(
        self, report: Report, part: str, kind: Literal["pdf", "png", "svg"], dated: datetime | None = None
    ) -> bytes:
        compiler: typst.Compiler = self._typst.Compiler(
            PAGES.read_bytes(),
            font_paths=self._fonts,
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(_values(report), ensure_ascii=False), "part": part},
        )
        stamp = None if dated is None else int(dated.astimezone(UTC).timestamp())
        made = compiler.compile(format=kind, ppi=DOTS_PER_INCH if kind == "png" else None, timestamp=stamp)
        if isinstance(made, list):
            (made,) = made
        assert made is not None  # noqa: S101 - it is, where no file is named
        return made


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ReportsMissing(package)
    return Path(spec.submodule_search_locations[0])


def _values(report: Report) -> Mapping[str, object]:
    """Without control characters, which no font has."""
    first = SCRIPT_FIRST.get(report.language.split("-", maxsplit=1)[0])
    fonts = [*([first] if first else []), *(font for font in FONTS if font != first)]
    rtl = is_right_to_left(report.language)
    kept: dict[str, object] = _shown(asdict(report), rtl)  # type: ignore[assignment]
    return {**kept, "language": report.language, "fonts": fonts, "rtl": rtl}


def _shown(value: object, rtl: bool) -> object:
    """In a page that is read from the right, what is not keeps its own direction, and its full stop at its end."""
    match value:
        case str():
            text = clean(value)
            return f"{LEFT}{text}{END}" if rtl and not runs_from_right(text, otherwise=True) else text
        case dict():
            return {key: one if key == "colour" else _shown(one, rtl) for key, one in value.items()}
        case list() | tuple():
            return [_shown(one, rtl) for one in value]
        case _:
            return value

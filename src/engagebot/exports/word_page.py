"""What a Word file is put together from, in either direction of reading."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engagebot.exports.cells import clean
from engagebot.exports.said import is_right_to_left, runs_from_right

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

BLUE = "174A7C"
SHADE = "DCE6F1"
SIZE = 9
"""Points, in tables."""
LATIN, EAST_ASIAN = "Arial", {"zh": "Microsoft YaHei"}
"""Fonts that every Word has, with Arabic letters."""
A4 = (21.0, 29.7)
MARGIN = 1.5


class Page:
    def __init__(self, document: "Document", language: str, across: bool = False) -> None:
        """`across`: landscape."""
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm

        self.document, self.language = document, language
        self._rtl = is_right_to_left(language)
        section = document.sections[0]
        width, height = reversed(A4) if across else A4
        section.page_width, section.page_height = Cm(width), Cm(height)
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN)
        self.width = width - 2 * MARGIN
        """Centimetres between the margins."""

    def title(self, text: str) -> None:
        self._words(self.document.add_heading(level=1), text, 20, colour=BLUE)

    def heading(self, text: str) -> None:
        self._words(self.document.add_heading(level=2), text, 13, colour=BLUE)

    def line(self, text: str, size: float, bold: bool = False, bullet: bool = False) -> None:
        style = "List Bullet" if bullet else None
        self._words(self.document.add_paragraph(style=style), text, size, bold=bold)

    def picture(self, png: bytes, told: str) -> None:
        """As wide as the page; `told` is read out in its place."""
        from docx.shared import Cm

        shape = self.document.add_picture(io.BytesIO(png), width=Cm(self.width))
        described: Any = shape._inline.docPr
        described.set("descr", clean(told))

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """`widths` in centimetres. The heads stand on every page that it runs over."""
        from docx.shared import Cm

        table: Any = self.document.add_table(rows=0, cols=len(widths), style="Table Grid" if heads else None)
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        if self._rtl:
            _add(table._tbl.tblPr, "w:bidiVisual")
        if heads:
            self._row(table, heads, widths, head=True)
        for row in rows:
            self._row(table, row, widths)
        self.document.add_paragraph()

    def _row(self, table: Any, texts: Sequence[str], widths: Sequence[float], head: bool = False) -> None:
        from docx.shared import Cm, Pt

        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        _add(properties, "w:cantSplit")
        if head:
            _add(properties, "w:tblHeader")
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
            self._words(cell.paragraphs[0], text, SIZE, bold=head)
            if head:
                _add(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=SHADE)

    def _words(
        self, paragraph: "Paragraph", text: str, size: float, bold: bool = False, colour: str | None = None
    ) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt, RGBColor

        from_right = runs_from_right(text, otherwise=self._rtl)
        if from_right:
            _add(paragraph._p.get_or_add_pPr(), "w:bidi")
        elif self._rtl:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run: Any = paragraph.add_run(clean(text))
        run.font.size, run.font.name = Pt(size), LATIN
        run.bold = bold or None
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        properties = run._r.get_or_add_rPr()
        east = EAST_ASIAN.get(self.language.split("-", maxsplit=1)[0], LATIN)
        _set(properties.rFonts, eastAsia=east, cs=LATIN)
        _add(properties, "w:szCs", val=str(int(size * 2)))
        if bold:
            _add(properties, "w:bCs")
        if from_right:
            _add(properties, "w:rtl")


def _add(parent: Any, tag: str, **attributes: str) -> None:
    from docx.oxml import OxmlElement

    made = OxmlElement(tag)
    _set(made, **attributes)
    parent.append(made)


def _set(element: Any, **attributes: str) -> None:
    from docx.oxml.ns import qn

    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)

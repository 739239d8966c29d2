"""How a filled template is laid out."""

import pytest

from engagebot.texts.parsing import parse
from engagebot.texts.plain import plain_text
from engagebot.texts.tree import Button, Paragraph, Span, Style


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("one\ntwo", "one\ntwo"),
        ("one\n\n\n\ntwo", "one\n\ntwo"),
        ("\n\n  one  two \n  three\n\n", "one two\nthree"),
        ("<b>one</b> two", "one two"),
        ("one <b> two</b>", "one two"),
        ("one<v>  kept  \n\n blanks </v>two", "one  kept  \n\n blanks two"),
        ("one\n<row><button action='x'>X</button></row>\ntwo", "one\n\ntwo"),
        ("one\n<q>two</q>\nthree", "one\n\ntwo\n\nthree"),
        ("", ""),
    ],
)
def test_lines_and_paragraphs(markup: str, text: str) -> None:
    assert plain_text(parse(markup)) == text


def test_styles_nest_and_neighbours_of_one_style_are_one_run() -> None:
    tree = parse('a<v>b</v> <b>c<i>d</i></b> <a href="https://x.org/?a=1&amp;b=2">e</a>')
    assert tree.paragraphs == (
        Paragraph(
            (
                Span("ab "),
                Span("c", Style(bold=True)),
                Span("d", Style(bold=True, italic=True)),
                Span(" "),
                Span("e", Style(url="https://x.org/?a=1&b=2")),
            )
        ),
    )


def test_rows_and_their_buttons() -> None:
    tree = parse('<row><button action="a">One\n two</button><button url="https://x.org">Go</button></row><row></row>')
    assert tree.rows == ((Button("One two", action="a"), Button("Go", url="https://x.org")),)


def test_a_button_without_words_still_has_a_label() -> None:
    assert parse("<row><button action='a'><v> </v></button></row>").rows == ((Button("…", action="a"),),)


def test_any_other_tag_is_a_mistake_in_the_template() -> None:
    with pytest.raises(ValueError, match="<img>"):
        parse("<img src=x>")

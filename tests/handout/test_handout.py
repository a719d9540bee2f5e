"""Cells of Markdown as HTML for pages to hand out."""

from types import SimpleNamespace

import pytest
from word2bert.handout import markdown_to_html

NO_CELL = SimpleNamespace(get=lambda name, otherwise: otherwise)


def test_formulas_are_mathml() -> None:
    html = markdown_to_html(NO_CELL, "so $x < \\sqrt{D}$, and\n\n$$\\frac{1}{2}$$")
    assert html.count("<math ") == 2
    assert '<math alttext="x &lt; \\sqrt{D}"' in html
    assert "<msqrt>" in html
    assert 'display="block"><mrow><mfrac>' in html
    assert "$" not in html


@pytest.mark.parametrize("slip", ["x^", "a^b^c", "\\left("])
def test_what_is_no_latex_stands_as_it_was_written(slip: str) -> None:
    html = markdown_to_html(NO_CELL, f"before ${slip}$ after")
    assert f"before <code>{slip}</code> after" in html


def test_pictures_that_are_attached_come_along() -> None:
    context = {"cell": {"attachments": {"map.png": {"image/png": "QUJD"}}}}
    html = markdown_to_html(context, "![a map](attachment:map.png)")
    assert 'src="data:image/png;base64,QUJD"' in html

"""Notebooks as pages to hand out: nbconvert's, with formulas that need no network.

nbconvert's own pages fetch MathJax and require.js. Ours has formulas as MathML, which browsers set by themselves; the
template beside this file leaves both scripts out. `jupyter_nbconvert_config.json` makes it the usual one for
`jupyter nbconvert --to html` in the course's environment.
"""

from html import escape

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


class Renderer(IPythonRenderer):
    """nbconvert's renderer of Markdown, with formulas as MathML."""

    def inline_math(self, body: str) -> str:
        """$...$"""
        return formula(body, "inline")

    def block_math(self, body: str) -> str:
        """$$...$$"""
        return formula(body, "block")


def formula(latex: str, display: str) -> str:
    """A formula as MathML, with its LaTeX as what is copied."""
    return convert(latex.strip(), display=display).replace("<math", f'<math alttext="{escape(latex.strip())}"', 1)


def markdown_to_html(source: str) -> str:
    """A cell of Markdown as HTML."""
    return str(MarkdownWithMath(renderer=Renderer(escape=False)).render(source))

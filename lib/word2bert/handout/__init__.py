"""Notebooks as pages to hand out: nbconvert's, with formulas that need no network.

nbconvert's own pages fetch MathJax and require.js. Ours has formulas as MathML, which browsers set by themselves; the
template beside this file leaves both scripts out. `jupyter_nbconvert_config.json` makes it the usual one for
`jupyter nbconvert --to html` in the course's environment.
"""

from html import escape
from typing import Any

from jinja2 import pass_context
from latex2mathml import exceptions
from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

# latex2mathml raises one of these for what is no LaTeX; they have no common base
NO_LATEX = tuple(kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, Exception))


class Renderer(IPythonRenderer):
    """nbconvert's renderer of Markdown, with formulas as MathML."""

    def inline_math(self, body: str) -> str:
        """$...$"""
        return formula(body, "inline")

    def block_math(self, body: str) -> str:
        """$$...$$"""
        return formula(body, "block")


def formula(latex: str, display: str) -> str:
    """A formula as MathML, with its LaTeX for those who hear the page; what is no LaTeX stands there as it was written,
    for a page with a slip is better than none."""
    text = escape(latex.strip())
    try:
        return convert(latex.strip(), display=display).replace("<math", f'<math alttext="{text}"', 1)
    except NO_LATEX:
        return f"<code>{text}</code>"


@pass_context
def markdown_to_html(context: Any, source: str) -> str:
    """A cell of Markdown as HTML, with the pictures that are attached to it."""
    renderer = Renderer(escape=False, attachments=context.get("cell", {}).get("attachments", {}))
    return str(MarkdownWithMath(renderer=renderer).render(source))

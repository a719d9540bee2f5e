"""A widget as a page of its own: one file that works from the disk, without a network and without a kernel."""

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{css}</style>
</head>
<body>
<main id="widget"></main>
<noscript><p>{words}</p></noscript>
<script type="application/json" id="state">{state}</script>
<script type="module">{script}</script>
</body>
</html>
"""
PAGE_CSS = ":root { color-scheme: light dark; } body { margin: 0; padding: 8px; } main > .w2b { margin: 0 auto; }\n"


def page(script: str, css: str, state: Mapping[str, object], title: str, words: str) -> str:
    """The page as one text. Its policy lets it run this script and use this style, and load nothing at all.

    script: the module of the view, which ends in `export default { render };`; state: what the view reads, where bytes
    are allowed; words: for readers without JavaScript.
    """
    view = script.replace("export default { render };", "return { render };")
    shim = (HERE / "page.js").read_text(encoding="utf-8")
    code = f"const view = (() => {{\n{view}\n}})();\n{shim}"
    look = PAGE_CSS + css
    return PAGE.format(
        policy=f"default-src 'none'; script-src {_hash(code)}; style-src {_hash(look)}; "
        "base-uri 'none'; form-action 'none'",
        title=html.escape(title),
        css=look,
        words=html.escape(words),
        state=_as_json(state),
        script=code,
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _as_json(state: Mapping[str, object]) -> str:
    plain = {key: value for key, value in state.items() if not isinstance(value, bytes)}
    coded = {key: base64.b64encode(value).decode("ascii") for key, value in state.items() if isinstance(value, bytes)}
    stored = json.dumps({"plain": plain, "bytes": coded}, allow_nan=False)  # NaN is no JSON: the page would stay empty
    return stored.replace("<", "\\u003c")  # a word may be </script>


def iframe(content: str, title: str, height: int) -> str:
    """The page inside another one: it may run its script, and has no way to what is around it."""
    return (
        f'<iframe title="{html.escape(title)}" sandbox="allow-scripts" width="100%" height="{height}" '
        f'style="border: 0; max-width: 1020px; resize: vertical" srcdoc="{html.escape(content)}"></iframe>'
    )

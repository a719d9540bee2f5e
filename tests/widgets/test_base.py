"""What all widgets promise: one script that a browser can load from a blob, a picture and words in the output."""

import base64
import html
import json
import re
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from every_widget import MAKERS
from word2bert import figures, widgets
from word2bert.widgets import WindowSlider, base
from word2bert.widgets.page import page

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module", params=MAKERS)
def shown(request):
    """A widget of hostile words and its output in a notebook, drawn while every warning is an error."""
    widget = MAKERS[request.param]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return widget, *widget._repr_mimebundle_()


def test_every_public_widget_is_tested_here():
    assert set(MAKERS) == {name for name in widgets.__all__ if isinstance(getattr(widgets, name), type)}


def test_the_output_has_the_view_a_png_and_words_but_no_html(shown):
    widget, data, metadata = shown
    assert set(data) == {"text/plain", "image/png", VIEW}
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == repr(widget)
    assert metadata["image/png"]["alt"]


def test_the_words_are_the_same_every_time_and_short(shown):
    said = repr(shown[0])
    assert said == repr(MAKERS[type(shown[0]).__name__]())
    assert re.match(r"[A-Z]\w+\(", said)
    assert " at 0x" not in said
    assert len(said) < 260


def test_two_views_of_one_widget_show_one_model(shown, monkeypatch):
    widget, data, _ = shown
    monkeypatch.setattr(type(widget), "picture", lambda self: figures.message("not drawn twice"))
    assert widget._repr_mimebundle_()[0][VIEW] == data[VIEW]


def test_the_state_that_goes_to_the_browser_is_in_the_traits(shown):
    widget = shown[0]
    state = widget.get_state()
    assert state["_esm"] == base.joined_script(type(widget).view)
    read = set(re.findall(r'model\.get\("(\w+)"\)', state["_esm"]))
    assert read, "the view reads no state"
    assert read <= set(state)


@pytest.mark.parametrize(
    "name", [path.stem for path in sorted(base.HERE.glob("*.js")) if path.stem not in ("core", "page")]
)
def test_the_script_is_one_module_without_imports(name):
    script = base.joined_script(name)
    assert "\nimport " not in script
    assert re.findall(r"^export ", script, flags=re.MULTILINE) == ["export "]
    assert "export default { render };" in script
    assert len(script.encode()) < 100_000


@pytest.mark.parametrize("path", sorted(base.HERE.glob("*.js")), ids=lambda path: path.stem)
def test_scripts_write_text_and_never_markup_and_load_nothing(path):
    code = path.read_text(encoding="utf-8").replace(
        "http://www.w3.org/2000/svg", ""
    )  # a name; nothing is loaded from it
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "http:",
        "https:",
        "fetch(",
    ):
        assert forbidden not in code
    imported = re.search(r"^import \{([^}]*)\}", code, flags=re.MULTILINE)
    for name in imported[1].split(",") if imported else []:
        assert len(re.findall(rf"\b{name.strip()}\b", code)) > 1, (
            f"{path.name} imports {name.strip()} and never uses it"
        )


def test_a_view_that_imports_what_the_core_has_not_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "core.js").write_text("export const one = 1;\n")
    (tmp_path / "wrong.js").write_text('import { one, two } from "./core.js";\nexport default { render };\n')
    monkeypatch.setattr(base, "HERE", tmp_path)
    with pytest.raises(ValueError, match=r"wrong\.js imports two"):
        base.joined_script("wrong")


def test_the_core_becomes_an_object_so_that_names_cannot_collide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "core.js").write_text("export const one = 1;\nexport function two() {}\nconst own = 2;\n")
    (tmp_path / "good.js").write_text('import { two } from "./core.js";\nconst own = 3;\nexport default { render };\n')
    monkeypatch.setattr(base, "HERE", tmp_path)
    script = base.joined_script("good")
    assert "return { one, two };" in script
    assert "const { two } = core;" in script


def test_colours_are_the_same_in_python_and_in_the_browser():
    core = (base.HERE / "core.js").read_text(encoding="utf-8")
    listed = re.search(r"export const COLOURS = \[(.*)\];", core)
    assert listed is not None
    assert tuple(re.findall(r'"(#\w+)"', listed[1])) == figures.COLOURS
    assert core.split("const SHAPES = [")[1].split("\n];")[0].strip().count("\n") + 1 == len(figures.MARKS)


@pytest.mark.parametrize("wrong", ["the cat", 3, ["the", 3]])
def test_words_must_be_a_list_of_str(wrong):
    with pytest.raises(TypeError, match="tokens"):
        WindowSlider(wrong)


@pytest.mark.parametrize(
    ("numbers", "kind", "expected"),
    [
        ([[1.0, -2.5]], "float32", b"\x00\x00\x80\x3f\x00\x00\x20\xc0"),
        ([1.0, -2.5], "float16", b"\x00\x3c\x00\xc1"),
        ([[0, 7], [255, 1]], "uint8", bytes([0, 7, 255, 1])),
        ([], "float32", b""),
    ],
)
def test_numbers_are_packed_little_endian_row_after_row(numbers, kind, expected):
    assert base.packed(numbers, kind) == expected
    assert base.packed(np.array(numbers, order="F"), kind) == expected
    assert base.packed(torch.tensor(numbers, dtype=torch.float64, requires_grad=True), kind) == expected


@pytest.mark.parametrize(
    ("numbers", "kind", "message"),
    [
        ([1.0], "int4", "kind is 'int4'; pass one of 'float32', 'float16', 'uint8'"),
        ([1.0, np.nan], "float32", r"K has nan at \(1,\)"),
        ([70000.0], "float16", "K has numbers from 70000 to 70000; float16 holds -65504 to 65504: divide K by"),
        ([-1.0], "uint8", "uint8 holds 0 to 255"),
        ([256], "uint8", "uint8 holds 0 to 255"),
        ([0.5], "uint8", "K has fractions"),
    ],
)
def test_what_a_kind_cannot_hold_is_refused(numbers, kind, message):
    with pytest.raises(ValueError, match=message):
        base.packed(numbers, kind, "K")


def test_with_static_output_a_page_stands_in_place_of_the_live_view(shown, monkeypatch):
    monkeypatch.setenv("WORD2BERT_STATIC", "1")
    data, _ = shown[0]._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/png", "text/html"}
    assert data["text/html"].startswith("<iframe ")
    assert 'sandbox="allow-scripts"' in data["text/html"]
    inside = re.search(r'srcdoc="([^"]*)"></iframe>$', data["text/html"])
    assert inside is not None
    assert html.unescape(inside[1]) == shown[0].html()


def test_a_page_holds_the_state_and_ends_its_scripts_only_where_they_end(shown):
    widget = shown[0]
    page = widget.html()
    assert page.count("</script") == 2
    stored = json.loads(re.search(r'id="state">(.*?)</script>', page, flags=re.DOTALL)[1])
    state = {name: part for name, part in widget.get_state().items() if name in {**stored["plain"], **stored["bytes"]}}
    assert set(re.findall(r'model\.get\("(\w+)"\)', page)) <= set(state)
    prepared = ("cases", "case_maps")  # what a page alone needs: nothing there can be asked anew
    assert {*stored["plain"], *stored["bytes"]} <= {*state, *prepared}
    for name in state:
        value = base64.b64decode(stored["bytes"][name]) if name in stored["bytes"] else stored["plain"][name]
        assert value == (state[name] if name in stored["bytes"] else json.loads(json.dumps(state[name])))


def test_a_saved_page_is_its_text(shown, tmp_path):
    shown[0].save_html(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_bytes().decode("utf-8") == shown[0].html()


def test_what_is_no_number_never_reaches_a_page():
    with pytest.raises(ValueError, match="not JSON compliant"):
        page("", "", {"temperature": float("nan")}, "title", "words")

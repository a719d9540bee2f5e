"""What all widgets promise: one script that a browser can load from a blob, a picture and words in the output."""

import base64
import re
import warnings
from pathlib import Path

import pytest
from every_widget import MAKERS
from word2bert import figures, widgets
from word2bert.widgets import WindowSlider, base

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module", params=MAKERS)
def shown(request):
    """A widget of hostile words and its output in a notebook, drawn while every warning is an error."""
    widget = MAKERS[request.param]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return widget, *widget._repr_mimebundle_()


def test_every_public_widget_is_tested_here():
    assert set(MAKERS) == set(widgets.__all__)


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
    code = path.read_text(encoding="utf-8")
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

"""Every box of the drawing leads to the line of code that does what the box says."""

import importlib
import inspect
import json
import re
from pathlib import Path

import pytest
import traitlets
import word2bert
from word2bert.models import TransformerConfig
from word2bert.widgets import Architecture
from word2bert.widgets.architecture import CODE, code_line

LIBRARY = Path(word2bert.__file__).parents[1]
LINES = {
    "word": "self.word = nn.Embedding(config.vocab_size, config.hidden_size)",
    "position": "self.position = nn.Embedding(config.max_position_embeddings, config.hidden_size)",
    "segment": "self.segment = nn.Embedding(config.type_vocab_size, config.hidden_size)",
    "embeddings": "x = self.word(ids) + self.position(places) + self.segment(segments)",
    "query": "self.query = nn.Linear(hidden_size, hidden_size)",
    "key": "self.key = nn.Linear(hidden_size, hidden_size)",
    "value": "self.value = nn.Linear(hidden_size, hidden_size)",
    "split": "return x.view(*x.shape[:2], heads, x.shape[2] // heads).transpose(1, 2)",
    "attention": "scores = q",
    "merge": "return x.transpose(1, 2).flatten(2)",
    "output": "return self.output(merge_heads(attended)), weights",
    "attention_norm": "x = self.attention_norm(x + self.dropout(attended))",
    "up": "self.up = nn.Linear(config.hidden_size, config.intermediate_size)",
    "gelu": "return self.down(self.gelu(self.up(x)))",
    "down": "self.down = nn.Linear(config.intermediate_size, config.hidden_size)",
    "feed_forward_norm": "x = self.feed_forward_norm(x + self.dropout(self.feed_forward(x)))",
    "blocks": "x, weights = block(x, mask, maps)",
}


@pytest.mark.parametrize("key", CODE)
def test_the_line_is_the_one_in_the_file(key):
    line = code_line(key)
    assert line.texts[0].startswith(LINES[key])
    stored = (LIBRARY / line.file).read_text(encoding="utf-8").splitlines()
    assert stored[line.line - 1].strip() == line.texts[0]
    module = importlib.import_module(line.file.removesuffix(".py").replace("/", "."))
    assert line.function.split(".")[0] in dir(module)
    assert line.source[0].startswith("def ")
    assert line.says


def test_attention_marks_the_lines_in_which_words_meet():
    scores, weights, output = code_line("attention").texts
    assert "@ k." in scores
    assert "softmax" in weights
    assert "weights @ v" in output


def test_every_box_has_code_and_all_code_has_a_box():
    shown = Architecture()
    assert [box["key"] for box in shown.drawing["boxes"]] != []
    assert {box["key"] for box in shown.drawing["boxes"]} == set(CODE) == set(shown.codes) == set(LINES)
    assert shown.codes["gelu"]["source"] == code_line("gelu").source


def test_what_is_open_is_said_and_can_be_changed():
    shown = Architecture(TransformerConfig(hidden_size=8, num_attention_heads=2, intermediate_size=32), box="up")
    assert repr(shown) == ("Architecture(width=8, heads=2, inner=32, layers=12, box='up', code='FeedForward.__init__')")
    shown.box = "gelu"
    assert "code='FeedForward.forward'" in repr(shown)
    assert "Chosen: gelu" in shown.picture().alt
    assert "return self.down(self.gelu(self.up(x)))" in shown.picture().alt.replace("> ", "")
    assert {"8 → 32", "split into 2 heads of 4"} <= {box["label"] for box in shown.drawing["boxes"]}


def test_a_box_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match="no box is named 'nose'; pass one of word, position"):
        Architecture(box="nose")
    with pytest.raises(traitlets.TraitError):
        Architecture().box = "nose"


def test_code_stays_in_its_panel_in_the_picture():
    for key in CODE:
        picture = Architecture(box=key).picture()
        picture.figure.draw_without_rendering()
        for text in picture.figure.texts:
            assert text.get_window_extent().x1 <= picture.figure.bbox.x1 - 5, (key, text.get_text())


def test_the_code_shown_holds_no_path_of_this_machine():
    assert str(LIBRARY) not in Architecture().html()
    assert inspect.getsourcefile(Architecture) not in Architecture().html()


def test_the_links_of_notebook_06_lead_to_the_lines_of_the_boxes():
    """On GitHub the drawing is a picture; the links below it must follow the code when that moves."""
    notebook = LIBRARY.parent / "notebooks" / "06_transformer_block.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    [cell] = ["".join(cell["source"]) for cell in cells if "on GitHub" in "".join(cell["source"])]
    links = re.findall(r"\]\(\.\./lib/([^)#]+)#L(\d+)\)", cell)
    keys = [box["key"] for box in Architecture().drawing["boxes"]]
    assert links == [(code_line(key).file, str(code_line(key).line)) for key in keys]

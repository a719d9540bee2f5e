"""The drawing of the whole transformer, in which every box leads to its line of code. Notebook 06."""

import inspect
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import traitlets

from word2bert import figures
from word2bert.figures.card import wrapped
from word2bert.figures.transformer import ARROWS, CANVAS, FRAME, WRITTEN, transformer_boxes, transformer_drawing
from word2bert.models import attention, transformer
from word2bert.models.transformer import TransformerConfig
from word2bert.widgets.base import CourseWidget

# For each box: the function that holds its lines, how they begin, and what they do.
CODE: dict[str, tuple[Callable[..., Any], str | tuple[str, ...], str]] = {
    "word": (transformer.Embeddings.__init__, "self.word =", "a row for every word of the dictionary"),
    "position": (transformer.Embeddings.__init__, "self.position =", "a row for every place in the text"),
    "segment": (transformer.Embeddings.__init__, "self.segment =", "a row for each of the two sentences"),
    "embeddings": (transformer.Embeddings.forward, "x = self.word", "the three rows are added, then normalised"),
    "blocks": (
        transformer.Transformer.forward,
        "x, weights = block",
        "one block after the other, each with its own numbers",
    ),
    "query": (attention.MultiHeadAttention.__init__, "self.query =", "what each word asks"),
    "key": (attention.MultiHeadAttention.__init__, "self.key =", "what each word is found by"),
    "value": (attention.MultiHeadAttention.__init__, "self.value =", "what each word hands over"),
    "split": (attention.split_heads, "return", "the numbers of a word are dealt out to the heads"),
    "attention": (
        attention.scaled_dot_product_attention,
        ("scores = q", "weights =", "return weights @"),
        "the only box in which words meet: each query meets each key, then each weight its value",
    ),
    "merge": (attention.merge_heads, "return", "what each head found, in one row again"),
    "output": (attention.MultiHeadAttention.forward, "return self.output", "one more Linear mixes the heads"),
    "attention_norm": (transformer.Block.forward, "x = self.attention_norm", "what went in is added, then normalised"),
    "up": (transformer.FeedForward.__init__, "self.up =", "each word alone, into four times as many numbers"),
    "gelu": (transformer.FeedForward.forward, "return", "the activation function between the two Linear layers"),
    "down": (transformer.FeedForward.__init__, "self.down =", "and back again"),
    "feed_forward_norm": (
        transformer.Block.forward,
        "x = self.feed_forward_norm",
        "added and normalised a second time",
    ),
}


@dataclass(frozen=True)
class CodeLine:
    """Where the code of a box stands: its file, the number of its first line there, and the function around it."""

    file: str
    line: int
    function: str
    source: list[str]  # the function, line by line
    marks: list[int]  # the places of its lines in it
    says: str

    @property
    def texts(self) -> list[str]:
        """The lines themselves."""
        return [self.source[place].strip() for place in self.marks]


def code_line(key: str) -> CodeLine:
    """The line of code behind a box of the drawing. Raises ValueError for a key that no box has."""
    if key not in CODE:
        raise ValueError(f"no box is named {key!r}; pass one of {', '.join(CODE)}")
    function, beginning, says = CODE[key]
    inner = inspect.unwrap(function)
    source, first = inspect.getsourcelines(inner)
    indent = len(source[0]) - len(source[0].lstrip())
    lines = [line[indent:].rstrip() for line in source]
    marks = [place for place, line in enumerate(lines) if line.strip().startswith(beginning)]
    file = f"{inner.__module__.replace('.', '/')}.py"
    return CodeLine(file, first + marks[0], inner.__qualname__, lines, marks, says)


class Architecture(CourseWidget):
    """The whole transformer as boxes; a click on a box shows its lines of code, from the library itself.

    config: the sizes that are written into the boxes; box: the key of the one that is open. The state is `box`.
    Raises ValueError for a key that no box has.
    """

    view = "architecture"
    page_height = 800
    box = traitlets.Enum(list(CODE), "attention").tag(sync=True)
    drawing = traitlets.Dict().tag(sync=True)
    codes = traitlets.Dict().tag(sync=True)

    def __init__(self, config: TransformerConfig | None = None, box: str = "attention", **kwargs: Any) -> None:
        sizes = config or TransformerConfig()
        code_line(box)
        self.config = sizes
        self._boxes = transformer_boxes(
            sizes.hidden_size, sizes.intermediate_size, sizes.num_attention_heads, sizes.num_hidden_layers
        )
        drawing = {
            "size": list(CANVAS),
            "frame": list(FRAME),
            "arrows": [[list(corner) for corner in arrow] for arrow in ARROWS],
            "written": [[text, *place] for text, place in WRITTEN.items()],
            "boxes": [asdict(shown) for shown in self._boxes],
        }
        codes = {key: asdict(code_line(key)) for key in CODE}
        super().__init__(box=box, drawing=drawing, codes=codes, **kwargs)

    def __repr__(self) -> str:
        sizes, line = self.config, code_line(self.box)
        return (
            f"Architecture(width={sizes.hidden_size}, heads={sizes.num_attention_heads}, "
            f"inner={sizes.intermediate_size}, layers={sizes.num_hidden_layers}, box={self.box!r}, "
            f"code={line.function!r})"
        )

    def picture(self) -> figures.Picture:
        """The drawing, with the code of the open box beside it."""
        line = code_line(self.box)
        code = [f"> {part}" for text in line.texts for part in wrapped(text.split("  #")[0], 36).splitlines()]
        label = next(shown.label for shown in self._boxes if shown.key == self.box)
        lines = [f"> {label}", *wrapped(line.says, 40).splitlines(), "", f"{line.function}:", *code]
        return transformer_drawing(self._boxes, self.box, lines, "Every box is a line of code")

"""Every head of every layer of any model, what it guesses, and what moves the guess. Notebook 10."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
import traitlets
from jaxtyping import Float, UInt8

from word2bert import figures
from word2bert.explore.maps import quantised
from word2bert.explore.reading import Reader, Reading, reader
from word2bert.explore.what_heads_do import MEASURES, head_measures
from word2bert.figures import short
from word2bert.figures.heads import pooled
from word2bert.text.wordpiece import MASK
from word2bert.widgets.base import CourseWidget, checked_words

AT_ONCE = 2_700_000  # bytes of maps: up to here all of them go to the page; beyond, small ones and a layer when wanted
SMALL = 64  # rows and columns of a small map
BEST = 5  # words of a guess that are shown
PREPARED_BYTES, PREPARED = 3_000_000, 150  # what a page without a kernel takes along
REMEMBERED = 12  # questions, for such a page
DRAWN = 60  # tokens of the still picture
SPECIAL = ("[CLS]", "[SEP]", "[PAD]", "<s>", "</s>", "<pad>", "<|endoftext|>")
QUESTION = ("text", "pair", "masked", "words_out", "heads_out", "snapshot")


class _Shown(NamedTuple):
    """A text as one model read it, with its weights as bytes."""

    reading: Reading
    maps: UInt8[np.ndarray, "layers heads tokens tokens"]
    measures: list[list[float]]


class AttentionExplorer(CourseWidget):
    """All heads of all layers at a glance, one of them large; hide words, knock out words and heads, see guesses move.

        AttentionExplorer(tokens, weights)                                     # of anybody's model
        AttentionExplorer(read={"BERT": reader(bert)}, text="the capital of china is [MASK] .")
        explorer_for(model, tokenizer, text)                                   # the same for a Hugging Face model

    tokens, weights: a text and for each layer its weights (heads, from, to) or (batch, heads, from, to), of which the
        `example` is shown; arrays, tensors or lists. segments: 0 or 1 for each token
    predict: a callable (masked=[places], words_out=[places], heads_out=[(layer, head)]) that gives (word, probability)
        pairs, or them by the place of the token that is guessed; the maps stay as they were given
    read: instead, for the name of one or two models a callable (text, pair, masked=, words_out=, heads_out=) that gives
        a `Reading`, such as `reader(model)`; with the text, and perhaps its pair, that they read first
    steps: of the snapshots of a training, rising; then weights has a first axis for them, and read a callable for each;
        notes: a sentence for each
    prepared: questions for pages without a kernel: texts, pairs (text, pair) or what `ask` takes, as a dict
    layer, head: the head that is large at first (by itself: the one that looks most from the gap at another word)

    The state is `question`, its `problem`, `heads` ([layer, head] of each model), `cell` ([model, from, to] that is
    locked, or None), `form` ("map" or "lines"), the filters `between` ("all", "A to B", ...), `hide_special` and
    `least`, `order` ("layers", or a measure that the heads are sorted by), `zoom` ([row, column, tokens] of each model,
    [] for all), and what the page draws: `panes` and `maps` (bytes round(255 sqrt(weight))).
    Raises ValueError for shapes that do not fit and weights outside 0 to 1, and what the callables raise.
    """

    view = "attention_explorer"
    page_height = 980
    question = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)
    panes = traitlets.List(traitlets.Dict()).tag(sync=True)
    maps = traitlets.Bytes().tag(sync=True)
    can = traitlets.Dict().tag(sync=True)
    steps = traitlets.List(traitlets.Int()).tag(sync=True)
    notes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    heads = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True)
    cell = traitlets.List(traitlets.Int(), allow_none=True, default_value=None).tag(sync=True)
    form = traitlets.Enum(("map", "lines"), "map").tag(sync=True)
    between = traitlets.Enum(("all", "A to A", "A to B", "B to A", "B to B"), "all").tag(sync=True)
    hide_special = traitlets.Bool(False).tag(sync=True)
    least = traitlets.Float(0.0, min=0.0, max=1.0).tag(sync=True)
    order = traitlets.Enum(("layers", *MEASURES), "layers").tag(sync=True)
    zoom = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True)
    cases = traitlets.List(traitlets.Dict()).tag(sync=True)
    case_maps = traitlets.Bytes().tag(sync=True)

    def __init__(
        self,
        tokens: Sequence[str] | None = None,
        weights: Any = None,
        *,
        segments: Sequence[int] | None = None,
        predict: Callable[..., Any] | None = None,
        example: int = 0,
        read: Mapping[str, Reader | Sequence[Reader]] | None = None,
        text: str = "",
        pair: str | None = None,
        steps: Sequence[int] = (),
        notes: Sequence[str] = (),
        prepared: Iterable[Any] = (),
        layer: int | None = None,
        head: int | None = None,
        **kwargs: Any,
    ) -> None:
        if (tokens is None) == (read is None) or (tokens is None) != (weights is None):
            raise ValueError("pass tokens and weights; or read, a callable for each model, and a text")
        if tokens is not None:
            read = {"": _given(checked_words(tokens, "tokens"), weights, segments, predict, example, len(steps))}
        self._readers = _checked_readers(read or {}, len(steps))
        if any(b <= a for a, b in pairwise(steps)) or (notes and len(notes) != len(steps)):
            raise ValueError(f"steps are {list(steps)[:6]}, notes {len(notes)}; pass rising steps, and a note for each")
        self._tokens: dict[Any, list[list[str]]] = {}
        self._before: dict[Any, dict[int, list[tuple[str, float]]]] = {}
        self._turn, self._shown, self._answered = 0, list[_Shown](), dict[str, Any]()
        super().__init__(
            can={"type": tokens is None, "guess": tokens is None or predict is not None, "shape": tokens is None},
            steps=[int(step) for step in steps],
            notes=checked_words(notes, "notes"),
            **kwargs,
        )
        first = self._checked({"text": text, "pair": pair or "", "snapshot": max(0, len(steps) - 1)})
        self._prepared = [self._checked(_as_question(one), first) for one in prepared]
        self._remembered: dict[str, dict[str, Any]] = {}
        self._answer(first, layer, head)
        self.question = first
        self.observe(self._asked, names="question")
        self.on_msg(self._send_layer)

    # ---- asking

    def ask(self, text: str | None = None, pair: str | None = None, **changes: Any) -> None:
        """Ask the models anew, as the page does: another text, or changes to the question.

        masked, words_out: places of tokens of the first model, or (model, place); heads_out: (layer, head), or (model,
        layer, head); snapshot: its number. What is not passed stays as it is, but a new text starts without changes.
        Raises ValueError for what is not there.
        """
        new: dict[str, Any] = dict(changes)
        if text is not None:
            new = {"text": text, "pair": pair or "", "masked": [], "words_out": [], "heads_out": [], **changes}
        elif pair is not None:
            new["pair"] = pair
        self.question = self._checked(new, self.question)
        if self.problem:
            raise ValueError(self.problem)

    def _checked(self, changes: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A whole question, always in the same form."""
        empty: dict[str, Any] = {"text": "", "pair": "", "masked": [], "words_out": [], "heads_out": [], "snapshot": 0}
        asked = {**empty, **(base or {}), **changes}
        if unknown := sorted(set(asked) - set(QUESTION)):
            raise ValueError(f"a question has no {', '.join(unknown)}; it has {', '.join(QUESTION)}")
        if not 0 <= asked["snapshot"] < max(1, len(self.steps)):
            raise ValueError(f"snapshot is {asked['snapshot']}; there are {len(self.steps)}, counted from 0")
        words = {
            name: [
                [0, int(one)] if isinstance(one, int | np.integer) else [int(part) for part in one]
                for one in asked[name]
            ]
            for name in ("masked", "words_out")
        }
        heads = [[int(part) for part in ((0, *one) if len(one) == 2 else one)] for one in asked["heads_out"]]
        return {name: {**asked, **words, "heads_out": heads}[name] for name in QUESTION}

    def _asked(self, _: Any) -> None:
        if self.question == self._answered:
            return
        try:
            self._answer(self._checked(self.question))
        except (KeyError, ValueError) as error:
            self.problem = str(error)
            self.question = self._answered

    def _answer(self, question: dict[str, Any], layer: int | None = None, head: int | None = None) -> None:
        shown = self._read(question)
        same_text = all(question[name] == self._answered.get(name) for name in ("text", "pair"))
        if not self._answered:
            heads = [list(_telling_head(each, layer, head)) for each in shown]
        else:
            heads = [list(place) for place in self.heads]
        self._shown, self._answered, self._turn = shown, question, self._turn + 1
        self._remembered.pop(str(question), None)
        self._remembered[str(question)] = question
        while len(self._remembered) > REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        with self.hold_sync():
            self.heads = heads
            self.panes, self.maps = self._drawn(question, shown, heads)
            self.problem = ""
            if not same_text:
                self.set_trait("cell", None)
                self.zoom = [[] for _ in shown]
            if self.between != "all" and max(self.panes[0]["segments"]) == 0:
                self.between = "all"
            self.question = question

    def _read(self, question: dict[str, Any]) -> list[_Shown]:
        """What every model makes of the question."""
        partners = self._partners(question)
        return [_measured(self._reading(pane, question, partners)) for pane in range(len(self._readers))]

    def _reading(self, pane: int, question: dict[str, Any], partners: list[list[int]]) -> Reading:
        own = {
            name: [place for one in question[name] if (place := _place_in(pane, one, partners)) >= 0]
            for name in ("masked", "words_out")
        }
        heads = [(at, number) for model, at, number in question["heads_out"] if model == pane]
        reading = self._ask_model(pane, question, **own, heads_out=heads)
        self._note_before(pane, question, own["masked"], reading if not own["words_out"] and not heads else None)
        return reading

    def _ask_model(self, pane: int, question: dict[str, Any], **changes: Any) -> Reading:
        readers = list(self._readers.values())[pane]
        reading: Reading = readers[question["snapshot"]](question["text"], question["pair"] or None, **changes)
        return reading

    def _note_before(self, pane: int, question: dict[str, Any], masked: list[int], same: Reading | None) -> None:
        """Keep the guesses that stand without anything knocked out: what is shown as `before`."""
        key = self._before_key(pane, question)
        if key in self._before and same is None:
            return
        reading = same or self._ask_model(pane, question, masked=masked, words_out=[], heads_out=[])
        self._before[key] = reading.guesses
        if len(self._before) > 4 * REMEMBERED:
            del self._before[next(iter(self._before))]

    @staticmethod
    def _before_key(pane: int, question: dict[str, Any]) -> str:
        return str((pane, *(question[name] for name in ("text", "pair", "masked", "snapshot"))))

    def _partners(self, question: dict[str, Any]) -> list[list[int]]:
        """For each model and token the place of the same word in the other model, or -1."""
        if len(self._readers) == 1:
            return [[]]
        key = (question["text"], question["pair"])
        if key not in self._tokens:
            empty: dict[str, Any] = {"masked": [], "words_out": [], "heads_out": []}
            self._tokens[key] = [self._ask_model(pane, question, **empty).tokens for pane in (0, 1)]
            if len(self._tokens) > REMEMBERED:
                del self._tokens[next(iter(self._tokens))]
        first, second = self._tokens[key]
        return [same_words(first, second), same_words(second, first)]

    # ---- what the page draws

    def _drawn(self, question: dict[str, Any], shown: list[_Shown], heads: list[list[int]]) -> tuple[list[Any], bytes]:
        """For each model what the page needs of it, and the bytes of all maps, one model after the other."""
        partners = self._partners(question)
        panes: list[dict[str, Any]] = []
        parts: list[bytes] = []
        whole = sum(each.maps.size for each in shown) <= AT_ONCE
        for pane, (reading, maps, measures) in enumerate(shown):
            small = 0 if whole else min(SMALL, maps.shape[2])
            layer = heads[pane][0]
            data = maps.tobytes() if whole else pooled_maps(maps, small).tobytes() + maps[layer].tobytes()
            changed = {
                name: [place for one in question[name] if (place := _place_in(pane, one, partners)) >= 0]
                for name in ("masked", "words_out")
            }
            before = self._before[self._before_key(pane, question)]
            panes.append(
                {
                    "turn": self._turn,
                    "name": list(self._readers)[pane],
                    "tokens": reading.tokens,
                    "segments": reading.segments,
                    "special": reading.special,
                    "unknown": reading.unknown,
                    "causal": reading.causal,
                    "partners": partners[pane],
                    **changed,
                    "heads_out": [one[1:] for one in question["heads_out"] if one[0] == pane],
                    "shape": list(maps.shape[:3]),
                    "small": small,
                    "layer": layer,
                    "start": sum(map(len, parts)),
                    "measures": measures,
                    "rest": list(_telling_pair(reading, maps[tuple(heads[pane])])),
                    "guesses": [
                        {"place": place, "rows": moved(before.get(place, words), words)}
                        for place, words in reading.guesses.items()
                    ],
                }
            )
            parts.append(data)
        return panes, b"".join(parts)

    def _send_layer(self, _: Any, content: Any, buffers: Any) -> None:
        """Answer a page that wants to show a layer of long texts."""
        if not isinstance(content, dict) or content.get("turn") != self._turn:
            return
        pane, layer = content["pane"], content["layer"]
        self.send({"turn": self._turn, "pane": pane, "layer": layer}, buffers=[self._shown[pane].maps[layer].tobytes()])

    @traitlets.validate("heads")
    def _heads_that_exist(self, proposal: Any) -> list[list[int]]:
        shapes = [each.maps.shape for each in self._shown]
        if not shapes:
            return list(proposal["value"])
        return [
            [max(0, min(layer, shape[0] - 1)), max(0, min(head, shape[1] - 1))]
            for (layer, head), shape in zip(proposal["value"], shapes, strict=True)
        ]

    @traitlets.validate("cell")
    def _cell_that_exists(self, proposal: Any) -> list[int] | None:
        cell: list[int] | None = proposal["value"]
        if cell is None:
            return None
        if len(cell) != 3 or not 0 <= cell[0] < len(self._shown):
            raise traitlets.TraitError(f"cell is {cell}; pass [model, from, to], or None")
        last = len(self._shown[cell[0]].reading.tokens) - 1
        return [cell[0], *(max(0, min(place, last)) for place in cell[1:])]

    # ---- pages without a kernel

    def html(self) -> str:
        """The page; questions that were asked, those given in advance and single changes are answered for it, as far as
        there is room, for no model comes with it."""
        cases: dict[bytes, int] = {}
        listed, room = [], PREPARED_BYTES
        for question in self._questions():
            try:
                panes, maps = self._drawn(question, self._read(question), [list(pair) for pair in self.heads])
            except (KeyError, ValueError):
                continue
            if maps not in cases:
                if len(maps) > room:
                    continue
                cases[maps] = sum(map(len, cases))
                room -= len(maps)
            listed.append({"question": question, "panes": panes, "start": cases[maps], "length": len(maps)})
        self.cases, self.case_maps = listed, b"".join(cases)
        return super().html()

    def _questions(self) -> list[dict[str, Any]]:
        """What is answered in advance: asked or given, each snapshot, each word hidden or out, each head out."""
        now, shown = self._answered, self._shown
        asked = [now, *self._remembered.values(), *self._prepared]
        asked += [{**now, "snapshot": number} for number in range(len(self.steps))]
        plain = {**now, "masked": [], "words_out": [], "heads_out": []}
        asked.append(plain)
        if self.can["guess"] and len(shown[0].reading.tokens) <= DRAWN:
            words = [[0, place] for place, special in enumerate(shown[0].reading.special) if not special]
            bases = [plain] if plain == now else [now, plain]
            asked += [
                {**base, name: [*base[name], word]}
                for base in bases
                for name in ("masked", "words_out")
                for word in words
            ]
            asked += [
                {**base, "heads_out": [[pane, layer, head]]}
                for base in bases
                for pane, each in enumerate(shown)
                for layer, head in np.ndindex(each.maps.shape[:2])
            ]
        return list({str(question): question for question in asked}.values())[:PREPARED]

    # ---- words and pictures

    def weights(self, pane: int = 0) -> Float[np.ndarray, "from to"]:
        """The map that is large, of the first model or the second, as it was sent: at most 0.004 off."""
        found: np.ndarray = (self._shown[pane].maps[tuple(self.heads[pane])] / 255.0) ** 2
        return found

    def _looks(self) -> tuple[int, int, int]:
        """The model, the token that looks and the token it looks at."""
        pane, row, column = self.cell or [0, *self.panes[0]["rest"]]
        return pane, row, column

    def _token(self, pane: int, place: int) -> str:
        hidden = place in self.panes[pane]["masked"] and not self.panes[pane]["causal"] and self.can["shape"]
        return MASK if hidden else self.panes[pane]["tokens"][place]

    def __repr__(self) -> str:
        pane, row, column = self._looks()
        layer, head = self.heads[pane]
        models = f"models={[short(name, 20) for name in self._readers]}, " if len(self._readers) > 1 else ""
        return (
            f"AttentionExplorer({models}tokens={len(self.panes[pane]['tokens'])}, layer={layer}, head={head}, "
            f"row={short(self._token(pane, row), 20)!r}, looks_at={short(self._token(pane, column), 20)!r}, "
            f"weight={self.weights(pane)[row, column]:.2f})"
        )

    def picture(self) -> figures.Picture:
        """The map that is large; of long texts the brightest of neighbouring cells. The guess stands in the title."""
        pane, row, column = self._looks()
        layer, head = self.heads[pane]
        shares = self.weights(pane)
        token, looked = (short(self._token(pane, place), 16) for place in (row, column))
        name = f"{short(self.panes[pane]['name'], 16)}, l" if self.panes[pane]["name"] else "L"
        title = f"{name}ayer {layer}, head {head}: “{token}” looks at “{looked}”, {shares[row, column]:.2f}"
        if guesses := self.panes[pane]["guesses"]:
            word, _, share = guesses[0]["rows"][0]
            title += f"; its best word is “{short(word, 16)}”, {share:.2f}"
        count = min(DRAWN, len(shares))
        starts = np.unique(np.arange(count) * len(shares) // count)
        tokens = [self._token(pane, int(place)) for place in starts]
        return figures.attention_map(pooled(shares, count), tokens, title)


def explorer_for(
    model: Any, *source: Any, pair: str | None = None, beside: Any = None, name: str = "", **options: Any
) -> AttentionExplorer:
    """The AttentionExplorer of a model and a text, or of two models side by side.

        explorer_for(bert, "the capital of china is [MASK] .")                  # a Bert or a GPT of this library
        explorer_for(hugging_face_model, tokenizer, "the river bank")           # and of any other, with its tokenizer
        explorer_for(gpt, "the capital of china is [MASK] .", beside=bert)      # or beside=(model, tokenizer)
        explorer_for({0: new, 500: trained}, "...")                             # models by their step: a scrubber

    pair: the second text; name: of the model (by itself that of its class); options: those of AttentionExplorer.
    Raises TypeError for what cannot be read with or asked, ValueError for a text that cannot be read.
    """
    *given, text = source or (None,)
    if not isinstance(text, str) or len(given) > 1:
        raise TypeError(
            f"explorer_for got {', '.join(type(part).__name__ for part in source) or 'no text'} after the model; "
            "pass a text, or a tokenizer and a text"
        )
    tokenizer = given[0] if given else None
    models = model if isinstance(model, Mapping) else {0: model}
    read = {name or _name(next(iter(models.values()), None)): [reader(each, tokenizer) for each in models.values()]}
    if beside is not None:
        other, its = beside if isinstance(beside, tuple) else (beside, None)
        second = _name(other)
        read[second if second not in read else f"{second} 2"] = [reader(other, its)] * len(models)
    steps = [int(step) for step in models] if isinstance(model, Mapping) else []
    return AttentionExplorer(read=read, text=text, pair=pair, steps=steps, **options)


def _name(model: Any) -> str:
    kind = type(model).__name__
    return "BERT" if kind == "Bert" else kind


# ---- what is given


def _as_question(given: Any) -> dict[str, Any]:
    """A question in advance: a text, a pair of texts, or what `ask` takes."""
    if isinstance(given, str):
        return {"text": given, "pair": ""}
    if isinstance(given, Mapping):
        return {**({"pair": ""} if "text" in given else {}), **given}
    if isinstance(given, Sequence) and len(given) == 2 and all(isinstance(side, str) for side in given):
        return {"text": given[0], "pair": given[1]}
    raise TypeError(f"prepared holds {given!r}; pass texts, pairs (text, pair), or dicts of what `ask` takes")


def _given(
    tokens: list[str], weights: Any, segments: Sequence[int] | None, predict: Any, example: int, snapshots: int
) -> list[Reader]:
    """Readers of maps that are there already, one for each snapshot."""
    if not tokens:
        raise ValueError("there are no tokens; pass at least one, with a row and a column for each in the weights")
    if segments is not None and (len(segments) != len(tokens) or not set(segments) <= {0, 1}):
        raise ValueError(f"segments is {list(segments)[:8]} for {len(tokens)} tokens; pass 0 or 1 for each")
    try:
        groups = list(weights) if snapshots else [weights]
        if snapshots and len(groups) != snapshots:
            raise ValueError(f"weights has {len(groups)} snapshots and there are {snapshots} steps; pass one for each")
        maps = [checked_maps(group, tokens, example) for group in groups]
    except TypeError as error:
        raise ValueError(f"weights is a {type(weights).__name__}: {error}; pass a list of layers (H, T, T)") from None
    ahead = any(np.triu(head, 1).any() for group in maps for layer in group for head in layer)
    base = Reading(
        tokens,
        [],
        [0] * len(tokens) if segments is None else [int(segment) for segment in segments],
        [token in SPECIAL for token in tokens],
        ["unknown" if token in ("[UNK]", "<unk>") else "pieces" if token.startswith("##") else "" for token in tokens],
        causal=len(tokens) > 1 and not ahead,
    )
    return [partial(_give, replace(base, weights=group), predict) for group in maps]


def _give(base: Reading, predict: Any, text: str, pair: str | None, **changes: Any) -> Reading:
    if predict is None:
        if any(changes.values()):
            raise ValueError("these maps came without a model; pass predict=, or use explorer_for, to change words")
        return base
    count = len(base.tokens)
    for name in ("masked", "words_out"):
        if wrong := [place for place in changes[name] if not 0 <= place < count]:
            raise ValueError(f"{name} has {wrong[0]}; the text has {count} tokens, counted from 0")
    said = predict(**changes)
    if not isinstance(said, Mapping):
        gaps = [*changes["masked"], *(place for place, token in enumerate(base.tokens) if token == MASK)]
        said = {gaps[0] if gaps else count: said}
    guesses = {int(place): [(str(word), float(share)) for word, share in words] for place, words in said.items()}
    return replace(base, guesses={place: sorted(words, key=lambda one: -one[1]) for place, words in guesses.items()})


def checked_maps(weights: Any, tokens: Sequence[str], example: int = 0) -> list[Float[np.ndarray, "heads from to"]]:
    """Of each layer the weights (heads, from, to) as float32. Raises ValueError, with the layer, for anything else."""
    count = len(tokens)
    expected = f"pass for each layer (H, {count}, {count}) or (B, H, {count}, {count}), for {count} tokens"
    layers = list(weights)
    if not layers or any(layer is None for layer in layers):
        raise ValueError(
            f"weights holds no maps; {expected}. A Hugging Face model gives them when it was loaded with "
            "attn_implementation='eager' and is called with output_attentions=True"
        )
    found: list[np.ndarray] = []
    for number, layer in enumerate(layers):
        shares = _single_precision(layer, f"weights[{number}]")
        if shares.ndim == 4:
            if not 0 <= example < len(shares):
                raise ValueError(f"example is {example}; weights[{number}] has {len(shares)} of them, counted from 0")
            shares = shares[example]
        if shares.ndim != 3 or shares.shape[1:] != (count, count) or not len(shares):
            raise ValueError(f"weights[{number}] has shape {shares.shape}; {expected}")
        if found and shares.shape != found[0].shape:
            raise ValueError(
                f"weights[{number}] has {len(shares)} heads, weights[0] {len(found[0])}; pass as many of each"
            )
        if shares.min() < 0 or shares.max() > 1.01:
            raise ValueError(
                f"weights[{number}] lies between {shares.min():g} and {shares.max():g}; pass shares, 0 to 1: "
                "what the softmax gives"
            )
        found.append(shares)
    return found


def _single_precision(layer: Any, name: str) -> np.ndarray:
    """`plain_array` as float32, at once where it can be: layers of long texts are large."""
    quick = layer.detach().float().cpu().numpy() if isinstance(layer, torch.Tensor) else layer
    if (
        isinstance(quick, np.ndarray)
        and quick.dtype.kind == "f"
        and quick.size
        and np.isfinite([quick.min(), quick.max()]).all()
    ):
        return quick.astype(np.float32, copy=False)
    return figures.plain_array(layer, name).astype(np.float32)


def _checked_readers(read: Mapping[str, Any], snapshots: int) -> dict[str, list[Reader]]:
    if not 1 <= len(read) <= 2:
        raise ValueError(f"read names {len(read)} models; pass one, or two to be shown side by side")
    readers = {name: [each] if callable(each) else list(each) for name, each in read.items()}
    for name, each in readers.items():
        if len(each) != max(1, snapshots) or not all(map(callable, each)):
            raise ValueError(
                f"read[{name!r}] has {len(each)} callables and there are {snapshots} steps; pass one for each, or one"
            )
    return readers


# ---- from a reading to what is shown


def _measured(reading: Reading) -> _Shown:
    layers = [torch.as_tensor(np.asarray(layer)) for layer in reading.weights]
    measures = [
        [
            [round(value, 3) for value in head]
            for head in head_measures(layer, reading.tokens, reading.special, reading.causal).tolist()
        ]
        for layer in layers
    ]
    maps = np.stack([quantised(layer).numpy() for layer in layers])
    return _Shown(replace(reading, weights=[]), maps, [head for layer in measures for head in layer])


def _words(reading: Reading) -> list[int]:
    """The tokens that are words: no special ones and, if others are left, no signs such as a full stop."""
    tokens = [place for place, special in enumerate(reading.special) if not special]
    return [place for place in tokens if any(map(str.isalnum, reading.tokens[place]))] or tokens or [0]


def _asking_row(reading: Reading) -> int | None:
    """The token from whose vector the first guess is made: the gap, or in a GPT the word before it."""
    if not reading.guesses:
        return reading.tokens.index(MASK) if MASK in reading.tokens else None
    place = min(reading.guesses)
    if reading.causal:
        return max(0, place - 1)
    return place if place < len(reading.tokens) else None


def _telling_head(shown: _Shown, layer: int | None, head: int | None) -> tuple[int, int]:
    """The head that looks most at a single other word: from the gap, or else as an average over all words."""
    reading, maps = shown.reading, shown.maps
    layers, heads, _, _ = maps.shape
    for name, number, count in (("layer", layer, layers), ("head", head, heads)):
        if number is not None and not 0 <= number < count:
            raise ValueError(f"{name} is {number}; there are {count}, counted from 0")
    row, words = _asking_row(reading), _words(reading)
    rows = words if row is None else [row]
    others = np.array(rows)[:, None] != np.array(words)
    most = np.stack([(layer[:, rows][..., words] * others).max(axis=2) for layer in maps])
    best = ((most / 255.0) ** 2).mean(axis=2)
    outside = np.ones_like(best, dtype=bool)
    outside[slice(None) if layer is None else layer, slice(None) if head is None else head] = False
    chosen = int(np.where(outside, -1.0, best).argmax())
    return chosen // best.shape[1], chosen % best.shape[1]


def _telling_pair(reading: Reading, weights: UInt8[np.ndarray, "from to"]) -> tuple[int, int]:
    """The token that looks, the gap if there is one, and the other word that it looks at most."""
    row, words = _asking_row(reading), _words(reading)
    looks = np.full(weights.shape, -1)
    rows = words if row is None else [row]
    looks[np.ix_(rows, words)] = weights[np.ix_(rows, words)]
    np.fill_diagonal(looks, -1)
    if looks.max() < 0:
        return rows[0], words[0]
    best = int(looks.argmax())
    return best // len(reading.tokens), best % len(reading.tokens)


def _place_in(pane: int, one: Sequence[int], partners: list[list[int]]) -> int:
    """Where a word [model, place] stands in a model, or -1."""
    model, place = one
    if model == pane:
        return place
    return partners[model][place] if 0 <= model < len(partners) and 0 <= place < len(partners[model]) else -1


def same_words(tokens: Sequence[str], others: Sequence[str]) -> list[int]:
    """For each token the place of the one of `others` that has its letters, or -1: found by the letters they share."""
    letters, places = _letters(tokens)
    other_letters, other_places = _letters(others)
    found = [-1] * len(tokens)
    for here, there, size in SequenceMatcher(None, letters, other_letters, autojunk=False).get_matching_blocks():
        for step in range(size):
            if found[places[here + step]] < 0:
                found[places[here + step]] = other_places[there + step]
    return found


def _letters(tokens: Sequence[str]) -> tuple[str, list[int]]:
    plain = [token.removeprefix("##").strip().lower() for token in tokens]
    return "".join(plain), [place for place, token in enumerate(plain) for _ in token]


def pooled_maps(
    maps: UInt8[np.ndarray, "layers heads tokens tokens"], side: int
) -> UInt8[np.ndarray, "layers heads side side"]:
    """Maps of `side` rows and columns; each cell has the largest weight of those that it stands for."""
    starts = np.arange(side) * maps.shape[2] // side
    rows: np.ndarray = np.maximum.reduceat(maps, starts, axis=2)
    return np.maximum.reduceat(rows, starts, axis=3)


def moved(before: Sequence[tuple[str, float]], after: Sequence[tuple[str, float]]) -> list[list[Any]]:
    """[word, probability before, probability after]: the five best now, and the best before if it is none of them."""
    was, now = dict(before), dict(after)
    words = [word for word, _ in after[:BEST]]
    words += [word for word, _ in before[:1] if word not in words]
    return [[word, round(was.get(word, 0.0), 4), round(now.get(word, 0.0), 4)] for word in words]

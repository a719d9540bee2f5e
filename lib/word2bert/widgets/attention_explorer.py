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
from word2bert.explore.what_heads_do import MEASURES, SPECIAL_TOKENS, head_measures
from word2bert.figures import short
from word2bert.figures.heads import pooled
from word2bert.text.wordpiece import MASK
from word2bert.widgets.base import HERE, CourseWidget, checked_words, joined_script
from word2bert.widgets.page import page

AT_ONCE = 2_700_000  # bytes of maps: up to here all of them go to the page; beyond, small ones and a layer when wanted
AT_FIRST = 3_900_000  # bytes of maps that go to the page with a text: a layer that does not fit follows when wanted
SMALL = (64, 48)  # rows and columns of a small map: of one model, of two side by side
BEST = 5  # words of a guess that are shown
PREPARED_BYTES, PREPARED = 3_000_000, 150  # what a page without a kernel takes along
REMEMBERED = 12  # questions, for such a page
KNOWN = 24  # texts whose tokens and guesses are known without another pass
DRAWN = 60  # tokens of the still picture
CHANGES = ("masked", "words_out", "heads_out")
QUESTION = ("text", "pair", *CHANGES, "snapshot")


class _Known(NamedTuple):
    """What is kept of a pass: all but the maps."""

    tokens: list[str]
    guesses: dict[int, list[tuple[str, float]]]
    layers: int
    heads: int


class _Shown(NamedTuple):
    """A text as one model read it, with its weights as bytes."""

    reading: Reading
    maps: UInt8[np.ndarray, "layers heads tokens tokens"]
    measures: list[list[float]]
    partners: list[list[int]]  # of each token the places of the same word in the other model
    changes: dict[str, list[Any]]
    before: dict[int, list[tuple[str, float]]]  # the guesses with nothing knocked out


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
        self._known: dict[str, _Known] = {}
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
        Raises ValueError for what is not there, and what the callables raise; then what was shown is still shown.
        """
        new: dict[str, Any] = dict(changes)
        if text is not None:
            new = {"text": text, "pair": pair or "", "masked": [], "words_out": [], "heads_out": [], **changes}
        elif pair is not None:
            new["pair"] = pair
        self.problem = ""
        try:
            question = self._checked(new, self.question)
            if question != self._answered:
                self._answer(question)
        except Exception as error:
            self.problem = _said(error)
            raise

    def _checked(self, changes: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A whole question, always in the same form."""
        empty: dict[str, Any] = {"text": "", "pair": "", "masked": [], "words_out": [], "heads_out": [], "snapshot": 0}
        asked = {**empty, **(base or {}), **changes}
        if unknown := sorted(set(asked) - set(QUESTION)):
            raise ValueError(f"a question has no {', '.join(unknown)}; it has {', '.join(QUESTION)}")
        for name in ("text", "pair"):
            if not isinstance(asked[name], str):
                raise ValueError(f"{name} is {asked[name]!r}; pass a str")
        [snapshot] = _whole_numbers("snapshot", [asked["snapshot"]], 1)
        if not 0 <= snapshot < max(1, len(self.steps)):
            raise ValueError(f"snapshot is {snapshot}; there are {len(self.steps)}, counted from 0")
        parts = {name: [self._part(name, one) for one in asked[name]] for name in CHANGES}
        return {name: {**asked, **parts, "snapshot": snapshot}[name] for name in QUESTION}

    def _part(self, name: str, one: Any) -> list[int]:
        """A word [model, place] or a head [model, layer, head]; without a model the first one is meant."""
        length = 3 if name == "heads_out" else 2
        given = [one] if isinstance(one, int | np.integer) else list(one)
        part = _whole_numbers(name, [0, *given] if len(given) == length - 1 else given, length)
        if not 0 <= part[0] < len(self._readers):
            raise ValueError(f"{name} has {one}, of model {part[0]}; there are {len(self._readers)}, counted from 0")
        return part

    def _asked(self, _: Any) -> None:
        """What the page asks. What cannot be answered is said, and the question is again that of what is shown."""
        if self.question == self._answered:
            return
        try:
            self._answer(self._checked(self.question))
        except (Exception, KeyboardInterrupt) as error:  # a model may raise anything, and a slow one may be stopped
            self.problem = _said(error)
            self.question = self._answered

    def _answer(self, question: dict[str, Any], layer: int | None = None, head: int | None = None) -> None:
        """Show the answer. Nothing is changed before all of it is there, for a model may fail."""
        shown = self._read(question)
        same_text = all(question[name] == self._answered.get(name) for name in ("text", "pair"))
        if not self._answered:
            heads = [list(_telling_head(each, layer, head)) for each in shown]
        else:
            heads = [list(place) for place in self.heads]
        panes, maps = self._drawn(shown, heads, self._turn + 1)
        self._shown, self._answered, self._turn = shown, question, self._turn + 1
        self._remembered.pop(str(question), None)
        self._remembered[str(question)] = question
        while len(self._remembered) > REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        with self.hold_sync():
            self.heads, self.panes, self.maps, self.problem = heads, panes, maps, ""
            if not same_text:
                self.set_trait("cell", None)
                self.zoom = [[] for _ in shown]
            if not any(1 in pane["segments"] for pane in panes):
                self.between = "all"
            self.question = question

    # ---- the passes

    def _read(self, question: dict[str, Any]) -> list[_Shown]:
        """What every model makes of the question."""
        count = len(self._readers)
        # a text as it is: its one pass is all that is shown, and tells all later changes of it the tokens
        plain = None if any(question[name] for name in CHANGES) else [self._pass(k, question) for k in range(count)]
        known = [self._know(pane, question) for pane in range(count)]
        partners = _partners([each.tokens for each in known])
        same_text = all(question[name] == self._answered.get(name) for name in ("text", "pair", "snapshot"))
        shown = []
        for pane in range(count):
            changes = {name: _own(pane, name, question[name], known, partners) for name in CHANGES}
            if same_text and not plain and self._shown[pane].changes == changes:
                shown.append(self._shown[pane])  # what is new concerns the other model
                continue
            read = plain[pane] if plain else self._pass(pane, question, changes)
            before = self._know(pane, question, {"masked": changes["masked"]}).guesses
            shown.append(_Shown(*read, partners[pane], changes, before))
        return shown

    def _pass(
        self, pane: int, question: dict[str, Any], changes: Mapping[str, list[Any]] | None = None
    ) -> tuple[Reading, UInt8[np.ndarray, "layers heads tokens tokens"], list[list[float]]]:
        """A text read once, measured and without its float weights, which are large."""
        reading = self._ask_model(pane, question, changes or {})
        return replace(reading, weights=[]), *_measured(reading)

    def _know(self, pane: int, question: dict[str, Any], changes: Mapping[str, list[Any]] | None = None) -> _Known:
        """The tokens and guesses of a pass, by another pass only where there was none."""
        key = _key(pane, question, changes or {})
        if key not in self._known:
            self._ask_model(pane, question, changes or {})
        self._known[key] = self._known.pop(key)  # the last one used is the last one forgotten
        return self._known[key]

    def _ask_model(self, pane: int, question: dict[str, Any], changes: Mapping[str, list[Any]]) -> Reading:
        readers = list(self._readers.values())[pane]
        every = {name: list(changes.get(name, [])) for name in CHANGES}
        reading: Reading = readers[question["snapshot"]](question["text"], question["pair"] or None, **every)
        known = _Known(reading.tokens, reading.guesses, len(reading.weights), len(reading.weights[0]))
        self._known[_key(pane, question, changes)] = known
        while len(self._known) > KNOWN:
            del self._known[next(iter(self._known))]
        return reading

    # ---- what the page draws

    def _drawn(
        self, shown: list[_Shown], heads: list[list[int]], turn: int, room: float = AT_FIRST
    ) -> tuple[list[Any], bytes]:
        """For each model what the page needs of it, and the bytes of all maps, one model after the other: all of them,
        or small ones and, where there is room for it, the layer that is large."""
        total = sum(each.maps.size for each in shown)
        most = AT_ONCE if total <= AT_ONCE else AT_ONCE // len(shown)
        sides = [0 if each.maps.size <= most else min(SMALL[len(shown) - 1], each.maps.shape[2]) for each in shown]
        firsts = [pooled_maps(each.maps, side) if side else each.maps for each, side in zip(shown, sides, strict=True)]
        room -= sum(first.size for first in firsts)
        panes: list[dict[str, Any]] = []
        parts: list[bytes] = []
        for pane, (each, side, first) in enumerate(zip(shown, sides, firsts, strict=True)):
            reading, layer = each.reading, each.maps[heads[pane][0]]
            sent = side > 0 and layer.size <= room
            room -= layer.size if sent else 0
            row = _asking_row(reading)
            panes.append(
                {
                    "turn": turn,
                    "name": list(self._readers)[pane],
                    "tokens": reading.tokens,
                    "segments": reading.segments,
                    "special": reading.special,
                    "unknown": reading.unknown,
                    "causal": reading.causal,
                    "partners": each.partners,
                    **each.changes,
                    "heads_out": [list(one) for one in each.changes["heads_out"]],
                    "shape": list(each.maps.shape[:3]),
                    "small": side,
                    "layer": heads[pane][0] if sent else -1,
                    "start": sum(map(len, parts)),
                    "measures": each.measures,
                    "asking": -1 if row is None else row,
                    "words": _words(reading),
                    "guesses": [
                        {"place": place, "rows": moved(each.before.get(place, words), words)}
                        for place, words in reading.guesses.items()
                    ],
                }
            )
            parts.append(first.tobytes() + (layer.tobytes() if sent else b""))
        return panes, b"".join(parts)

    def _send_layer(self, _: Any, content: Any, buffers: Any) -> None:
        """Answer a page that wants to show a layer of long texts."""
        if not isinstance(content, dict) or content.get("turn") != self._turn:
            return
        pane, layer = content.get("pane"), content.get("layer")
        if not isinstance(pane, int) or not isinstance(layer, int) or not 0 <= pane < len(self._shown):
            return
        maps = self._shown[pane].maps
        if 0 <= layer < len(maps):
            self.send({"turn": self._turn, "pane": pane, "layer": layer}, buffers=[maps[layer].tobytes()])

    @traitlets.validate("heads")
    def _heads_that_exist(self, proposal: Any) -> list[list[int]]:
        shapes = [each.maps.shape for each in self._shown]
        heads: list[list[int]] = proposal["value"]
        if not shapes:
            return heads
        if [len(pair) for pair in heads] != [2] * len(shapes):
            raise traitlets.TraitError(f"heads is {heads}; pass [layer, head] for each of {len(shapes)} models")
        return [
            [max(0, min(layer, shape[0] - 1)), max(0, min(head, shape[1] - 1))]
            for (layer, head), shape in zip(heads, shapes, strict=True)
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
        heads = [list(pair) for pair in self.heads]
        panes, maps = self._drawn(self._shown, heads, self._turn, np.inf)
        starts: dict[bytes, int | None] = {maps: None}  # None: the page's own maps
        cases: list[dict[str, Any]] = [{"question": self._answered, "panes": panes, "start": None, "length": len(maps)}]
        used = 0
        for question in self._questions():
            try:
                drawn, data = self._drawn(self._read(question), heads, self._turn + len(cases), np.inf)
            except Exception:  # what a model does not take is not prepared
                continue
            if data not in starts:
                if used + len(data) > PREPARED_BYTES:
                    continue
                starts[data] = used
                used += len(data)
            cases.append({"question": question, "panes": drawn, "start": starts[data], "length": len(data)})
        # to this page alone: as traits they would go to every view, and stay
        state = {name: getattr(self, name) for name in AttentionExplorer.class_own_traits(sync=True)}
        prepared = {"cases": cases, "case_maps": b"".join(list(starts)[1:])}
        look = (HERE / "core.css").read_text(encoding="utf-8")
        state = {**state, "panes": panes, "maps": maps, **prepared}
        return page(joined_script(self.view), look, state, type(self).__name__, repr(self))

    def _questions(self) -> list[dict[str, Any]]:
        """What is answered in advance: asked or given, each snapshot, each word hidden or out, each head out."""
        now, shown = self._answered, self._shown
        asked = [*self._remembered.values(), *self._prepared]
        asked += [{**now, "snapshot": number} for number in range(len(self.steps))]
        plain = {**now, "masked": [], "words_out": [], "heads_out": []}
        asked.append(plain)
        if self.can["guess"] and len(shown[0].reading.tokens) <= DRAWN:
            words = [[pane, place] for pane, each in enumerate(shown) for place in _own_words(pane, each, shown)]
            bases = [plain] if plain == now else [now, plain]
            asked += [
                {**base, name: [*base[name], word]}
                for base in bases
                for name in ("masked", "words_out")
                for word in words
                if name != "masked" or shown[word[0]].reading.tokens[word[1]] != MASK
            ]
            asked += [
                {**base, "heads_out": [[pane, layer, head]]}
                for base in bases
                for pane, each in enumerate(shown)
                for layer, head in np.ndindex(each.maps.shape[:2])
            ]
        return list({str(question): question for question in asked if question != now}.values())[:PREPARED]

    # ---- words and pictures

    def weights(self, pane: int = 0) -> Float[np.ndarray, "from to"]:
        """The map that is large, of the first model or the second, as it was sent: at most 0.004 off."""
        found: np.ndarray = (self._map(pane) / 255.0) ** 2
        return found

    def _looks(self) -> tuple[int, int, int]:
        """The model, the token that looks and the token it looks at."""
        pane, row, column = self.cell or [0, *_telling_pair(self._shown[0].reading, self._map(0))]
        return pane, row, column

    def _map(self, pane: int) -> UInt8[np.ndarray, "from to"]:
        found: np.ndarray = self._shown[pane].maps[tuple(self.heads[pane])]
        return found

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
        """The map that is large; of long texts the brightest of neighbouring cells. In the title stands the guess that
        is made from the row, if there is one."""
        pane, row, column = self._looks()
        layer, head = self.heads[pane]
        shares = self.weights(pane)
        token, looked = (short(self._token(pane, place), 16) for place in (row, column))
        name = f"{short(self.panes[pane]['name'], 16)}, l" if self.panes[pane]["name"] else "L"
        title = f"{name}ayer {layer}, head {head}: “{token}” looks at “{looked}”, {shares[row, column]:.2f}"
        causal = self.panes[pane]["causal"]
        for guess in self.panes[pane]["guesses"]:
            if guess["place"] == row + causal:
                word, _, share = guess["rows"][0]
                title += f"; its best {'next ' if causal else ''}word is “{short(word, 16)}”, {share:.2f}"
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


# ---- what is asked and given


def _key(pane: int, question: Mapping[str, Any], changes: Mapping[str, list[Any]]) -> str:
    asked = [question[name] for name in ("text", "pair", "snapshot")]
    return str((pane, *asked, *(changes.get(name, []) for name in CHANGES)))


def _whole_numbers(name: str, given: Sequence[Any], length: int) -> list[int]:
    if len(given) != length or not all(isinstance(one, int | np.integer) for one in given):
        form = {"snapshot": "a whole number", "heads_out": "(layer, head) or (model, layer, head)"}
        raise ValueError(f"{name} has {given}; pass {form.get(name, 'places, or (model, place)')}, counted from 0")
    return [int(one) for one in given]


def _said(error: BaseException) -> str:
    """What the page says of an error: its words, and its kind if it is not one of those that speak to learners."""
    words = str(error)
    return words if isinstance(error, ValueError) and words else f"{type(error).__name__}: {words}".removesuffix(": ")


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
        [token in SPECIAL_TOKENS for token in tokens],
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


def _measured(reading: Reading) -> tuple[UInt8[np.ndarray, "layers heads tokens tokens"], list[list[float]]]:
    layers = [torch.as_tensor(np.asarray(layer)) for layer in reading.weights]
    measures = [
        [
            [round(value, 3) for value in head]
            for head in head_measures(layer, reading.tokens, reading.special, reading.causal).tolist()
        ]
        for layer in layers
    ]
    maps = np.stack([quantised(layer).numpy() for layer in layers])
    return maps, [head for layer in measures for head in layer]


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
    """The token that looks, the gap if there is one, and the other word that it looks at most. `resting` in the page's
    script chooses the same two."""
    row, words = _asking_row(reading), _words(reading)
    looks = np.full(weights.shape, -1)
    rows = words if row is None else [row]
    looks[np.ix_(rows, words)] = weights[np.ix_(rows, words)]
    np.fill_diagonal(looks, -1)
    if reading.causal:
        looks[np.triu_indices(len(looks), 1)] = -1
    if looks.max() < 0:
        return rows[0], words[0]
    best = int(looks.argmax())
    return best // len(reading.tokens), best % len(reading.tokens)


# ---- two models, whose tokens differ


def _own(
    pane: int, name: str, parts: list[list[int]], known: Sequence[_Known], partners: list[list[list[int]]]
) -> list[Any]:
    """The words (their places) or heads (layer, head) of a question that concern one model: the words named for it, and
    all pieces of those named for the other. Raises ValueError for what a model does not have."""
    found: list[Any] = []
    for model, *part in parts:
        count, layers, heads = len(known[model].tokens), known[model].layers, known[model].heads
        if name == "heads_out":
            if not (0 <= part[0] < layers and 0 <= part[1] < heads):
                raise ValueError(f"heads_out has {tuple(part)}; there are {layers} layers of {heads} heads, from 0")
            found += [tuple(part)] if model == pane else []
        elif not 0 <= part[0] < count:
            raise ValueError(f"{name} has {part[0]}; the text has {count} tokens, counted from 0")
        else:
            found += part if model == pane else partners[model][part[0]]
    return list(dict.fromkeys(found))


def _own_words(pane: int, each: _Shown, shown: Sequence[_Shown]) -> list[int]:
    """The words of a model; of the second one those that are not exactly a word of the first."""
    places = [place for place, special in enumerate(each.reading.special) if not special]
    if pane == 0:
        return places
    return [place for place in places if [shown[0].partners[i] for i in each.partners[place]] != [[place]]]


def _partners(tokens: Sequence[list[str]]) -> list[list[list[int]]]:
    """For each model and each of its tokens the places of the same word in the other model."""
    if len(tokens) == 1:
        return [[[] for _ in tokens[0]]]
    there = same_words(*tokens)
    back: list[list[int]] = [[] for _ in tokens[1]]
    for place, others in enumerate(there):
        for other in others:
            back[other].append(place)
    return [there, back]


def same_words(tokens: Sequence[str], others: Sequence[str]) -> list[list[int]]:
    """For each token the places of those of `others` that have some of its letters."""
    letters, places = _letters(tokens)
    other_letters, other_places = _letters(others)
    found: list[dict[int, None]] = [{} for _ in tokens]
    for here, there, size in SequenceMatcher(None, letters, other_letters, autojunk=False).get_matching_blocks():
        for step in range(size):
            found[places[here + step]][other_places[there + step]] = None
    return [list(each) for each in found]


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

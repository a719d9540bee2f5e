"""What BertInputs shows is what `labels/` makes for a training, number by number."""

import pytest
import torch
from word2bert.labels.pretraining import PAIRS, WORDS, pretraining_batches
from word2bert.labels.sentence_pairs import Pair
from word2bert.text import WordPiece
from word2bert.text.wordpiece import CLS, MASK, PAD, SEP, SPECIAL, UNKNOWN, Pieces
from word2bert.widgets import BertInputs
from word2bert.widgets.bert_inputs import COUNTED, MOST, THROWS

PIECES = [*SPECIAL, *"my dog is hairy he likes walk ##ing cat ##s .".split()]
WORDPIECE = WordPiece(PIECES)
CELLS = ("pieces", "BERT reads", "+ segment", "+ position", "= sum", "mask", "label")


def inputs(**settings):
    return BertInputs(WORDPIECE.encode, PIECES, **settings)


def texts(widget, row):
    return [text for _, text, _ in widget.rows[row]]


def test_it_begins_with_the_example_of_the_course():
    widget = inputs()
    assert [word for word, _, _ in widget.words] == [
        CLS,
        "my",
        "dog",
        "is",
        "hairy",
        SEP,
        "he",
        "likes",
        "walking",
        SEP,
    ]
    assert widget.words[8] == ["walking", 8, 10]
    assert texts(widget, "BERT reads") == [CLS, "my", "dog", "is", MASK, SEP, "he", "likes", "walk", "##ing", SEP, PAD]
    assert widget.rows["label"][4] == ("label", str(WORDPIECE.id("hairy")), "hairy")
    assert [text for text in texts(widget, "label") if text != "-100"] == [str(WORDPIECE.id("hairy"))]
    assert [kind for kind, _, _ in widget.rows["+ segment"]] == ["first"] * 6 + ["second"] * 5 + ["hidden"]
    assert widget.always_mask
    assert widget.pair == "1: the second goes on"
    assert repr(widget) == (
        "BertInputs('my dog is hairy', 'he likes walking', tokens=11, length=12, throw=0, asked='hairy', pair=1)"
    )


@pytest.mark.parametrize("seed", [0, 5])
@pytest.mark.parametrize("always_mask", [True, False])
@pytest.mark.parametrize("continuous", [True, False])
def test_every_number_is_the_one_that_a_training_gets(seed, always_mask, continuous):
    """The same pair, made by `pretraining_batches` as sample k, and the dice of throw k + 1."""
    first, second = "my dog is hairy . he likes my cats", "he likes walking cats . my dog is hairy"
    widget = inputs(first=first, second=second, length=30, continuous=continuous, seed=seed, always_mask=always_mask)
    sides = WORDPIECE.ids([first, second])
    long = Pair([5] * 27, [], 0)  # a longer sample in the same batch: padding
    documents = [[[5], [6]], [[7], [8]]]
    batches = pretraining_batches(documents, WORDPIECE, length=64, seed=seed, always_mask=always_mask)
    for sample in (0, 1, 2, 77, THROWS - 1):
        pairs = [Pair(*sides, int(continuous)), long]
        examples = batches.make(pairs, torch.tensor([sample, sample + 1]))
        widget.throw = sample + 1
        read = examples.inputs["ids"][0].tolist()
        assert [int(text) for text in texts(widget, "= sum")] == read
        assert texts(widget, "BERT reads") == [PIECES[number] for number in read]
        assert [bool(int(text)) for text in texts(widget, "mask")] == examples.inputs["mask"][0].tolist()
        assert [int(below) for _, _, below in widget.rows["+ segment"]] == examples.inputs["segments"][0].tolist()
        assert [int(text) for text in texts(widget, "label")] == examples.labels[WORDS][0].tolist()
        assert int(widget.pair[0]) == examples.labels[PAIRS][0] == int(continuous)
        assert texts(widget, "+ position") == [str(place) for place in range(30)]
        for place, (_, number, added) in enumerate(widget.rows["= sum"]):
            segment = "AB"[examples.inputs["segments"][0, place]]
            assert (number, added) == (str(read[place]), f"+{segment}+{place}")
        for (kind, read_there, below), (_, word, _) in zip(
            widget.rows["BERT reads"], widget.rows["pieces"], strict=True
        ):
            if kind == "both":
                assert below == ("stays" if read_there == word else f"for {word}")
            elif kind == "label":
                assert (read_there, below) == (MASK, str(WORDPIECE.id(MASK)))


def test_kinds_tell_what_happened_to_a_word():
    widget = inputs(always_mask=False)
    kinds = set()
    for throw in range(1, THROWS + 1):
        widget.throw = throw
        [(place, kind, read, number)] = widget.asked
        assert PIECES[number] == read
        assert kind == ("mask" if read == MASK else "stays" if read == widget.tokens[place] else "random")
        assert widget.rows["BERT reads"][place][0] == ("label" if kind == "mask" else "both")
        kinds.add(kind)
    assert kinds == {"mask", "random", "stays"}
    widget.always_mask = True
    assert {kind for _, kind, _, _ in widget.asked} == {"mask"}


def test_ten_thousand_throws_are_counted():
    widget = inputs(first="my dog is hairy " * 3, second="he likes walking " * 3)
    counts = torch.tensor(widget.counts)
    special = [token in SPECIAL for token in widget.tokens]
    assert (counts[special] == 0).all()
    words = len(widget.tokens) - sum(special)
    assert counts.sum() == round(0.15 * words) * COUNTED
    shares = counts.sum(0) / counts.sum()
    assert torch.allclose(
        shares, torch.tensor([0.8, 10 / 110, 12 / 110]), atol=0.004
    )  # 1 of 11 random words is the same
    each = counts.sum(1)[~torch.tensor(special)] / COUNTED
    assert each.max() - each.min() < 0.03


def test_padding_fills_up_to_the_length_and_never_cuts():
    widget = inputs(length=20)
    assert texts(widget, "pieces")[11:] == [PAD] * 9
    assert texts(widget, "mask") == ["1"] * 11 + ["0"] * 9
    assert [kind for kind, _, _ in widget.rows["label"]][11:] == ["hidden"] * 9
    for asked, given in ((3, 11), (64, 64), (99, 64)):
        widget.set_state({"length": asked})
        assert widget.length == given
        assert {len(cells) for cells in widget.rows.values()} == {given}
    assert tuple(widget.rows) == CELLS
    assert inputs(length=3).length == 11


def test_a_word_of_several_pieces_is_masked_whole_in_the_example():
    widget = inputs(first="he likes walking.")
    assert [(place, read) for place, _, read, _ in widget.asked] == [(3, MASK), (4, MASK)]
    assert widget.words[3] == ["walking", 3, 5]


def test_typed_sentences_are_read():
    widget = inputs()
    widget.throw, widget.many, widget.place = 5, True, 3
    widget.set_state({"first": "he likes cats", "second": "my cats is walking"})
    assert widget.tokens == [CLS, "he", "likes", "cat", "##s", SEP, "my", "cat", "##s", "is", "walk", "##ing", SEP]
    assert (widget.throw, widget.many, widget.place, widget.length, widget.problem) == (0, False, -1, 13, "")
    assert len(widget.counts) == 13
    widget.length = 20
    widget.set_state({"first": "my dog", "second": "he likes cats"})
    assert (len(widget.tokens), widget.length) == (9, 20), "padding stays as it was chosen"
    widget.set_state({"first": "he likes cats", "second": "my cats is walking"})
    assert "asked='cat ##s'" in repr(widget)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("", "he likes walking", "there is no word in the first sentence; type one"),
        ("my dog", "  ", "there is no word in the second sentence; type one"),
        ("my dog " * 30, "is hairy", f"they have 65 tokens; there is room for {MOST}"),
        ("error", "is hairy", "I cannot read this"),
    ],
)
def test_what_cannot_be_shown_is_said_and_the_old_sentences_stay(first, second, said):
    def encode(first, second):
        if first == "error":
            raise ValueError("I cannot read this")
        return WORDPIECE.encode(first, second)

    widget = BertInputs(encode, PIECES)
    before = widget.tokens
    widget.set_state({"first": first, "second": second})
    assert (widget.problem, widget.tokens) == (said, before)
    widget.set_state({"first": "my cats", "second": "is hairy"})
    assert (widget.problem, len(widget.tokens)) == ("", 8)


def test_64_tokens_fit():
    widget = inputs(first="my dog " * 29 + "is", second="is hairy")
    assert len(widget.tokens) == widget.length == MOST


def test_where_no_word_is_known_none_is_asked():
    widget = inputs(first="网", second="שלום")
    assert widget.tokens == [CLS, UNKNOWN, SEP, UNKNOWN, SEP]
    for throw in (0, 1, 2):
        widget.throw = throw
        assert widget.asked == []
    assert widget.picture().title.startswith("BERT reads 5 tokens, and is asked two things: no word")


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="there is no word in the second sentence"):
        inputs(second="")
    with pytest.raises(ValueError, match=r"the vocabulary lacks \[MASK\]"):
        BertInputs(WORDPIECE.encode, [piece for piece in PIECES if piece != MASK])
    with pytest.raises(ValueError, match="the ids do not stand for the tokens"):
        BertInputs(WORDPIECE.encode, PIECES[::-1])
    with pytest.raises(ValueError, match="the ids do not stand for the tokens"):
        BertInputs(WORDPIECE.encode, SPECIAL)
    with pytest.raises(TypeError, match="vocabulary is the str"):
        BertInputs(WORDPIECE.encode, "my dog")
    with pytest.raises(ValueError, match="length is 65; there is room for 64"):
        inputs(length=65)


def test_the_browser_cannot_leave_the_board():
    widget = inputs()
    for asked, given in ((99, 11), (-5, -1), (4, 4)):
        widget.set_state({"place": asked})
        assert widget.place == given


def test_the_picture_has_every_row():
    widget = inputs(continuous=False)
    picture = widget.picture()
    shown = [text.get_text() for text in picture.figure.axes[0].texts]
    assert [text for text in shown if text in CELLS] == list(CELLS)
    assert shown.count(MASK) == 1
    assert "0: the second does not go on (asked at [CLS])" in shown
    assert picture.title == (
        "BERT reads 11 tokens, and is asked two things: which word stood at 1 of 8 places, "
        "and does the second sentence go on?"
    )
    assert "BERT reads: [CLS] my dog is [MASK] [SEP] he likes walk ##ing [SEP] [PAD]" in picture.alt


def test_anything_with_the_four_lists_is_read():
    class Own:
        tokens, ids, segments, words = [CLS, "my", "dog"], [2, 5, 6], [0, 0, 1], [-1, 0, 1]

    widget = BertInputs(lambda first, second: Own(), PIECES)
    assert widget.tokens == [CLS, "my", "dog"]
    Own.tokens, Own.ids, Own.segments, Own.words = [CLS, SEP, "my", "dog"], [2, 3, 5, 6], [0, 0, 0, 1], [-1, -1, 0, 1]
    widget = BertInputs(lambda first, second: Own(), PIECES)
    assert [word for word, _, _ in widget.words] == [CLS, SEP, "my", "dog"], "special tokens are never one word"
    broken = Pieces(ids=[2, 5], tokens=[CLS, "my", "dog"], segments=[0, 0, 1], words=[-1, 0, 1], offsets=[])
    with pytest.raises(ValueError, match="the ids do not stand"):
        BertInputs(lambda first, second: broken, PIECES)

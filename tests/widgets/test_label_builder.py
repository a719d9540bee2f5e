"""What LabelBuilder shows is what the library's label makers make, for every word of a sentence."""

import pytest
import torch
from word2bert.labels import NOT_ASKED, cbow_examples, mask_tokens, next_word_examples, skip_gram_examples
from word2bert.text.wordpiece import MASK
from word2bert.widgets import LabelBuilder
from word2bert.widgets.label_builder import MOST_THROWS, THROWS, all_roles

QUESTION = "the capital of china is beijing".split()


def shown(builder, row, kind):
    return [text for other, text in builder.rows[row] if other == kind]


def hidden(builder, row):
    """The words that stand where a row is hatched or asks."""
    return [
        word for word, (kind, _) in zip(builder.tokens, builder.rows[row], strict=True) if kind in ("hidden", "label")
    ]


def asked(builder, row):
    return [word for word, (kind, _) in zip(builder.tokens, builder.rows[row], strict=True) if kind == "label"]


def test_it_begins_with_the_question_of_the_series():
    builder = LabelBuilder()
    assert builder.tokens == QUESTION
    assert builder.tokens[builder.target] == "beijing"
    assert repr(builder) == (
        "LabelBuilder('the capital of china is beijing', target='beijing', "
        "words read: {'CBOW': 2, 'skip-gram': 1, 'GPT': 5, 'BERT': 5})"
    )


@pytest.mark.parametrize("sentence", ["the capital of china is beijing", "the cat saw the cat", "two words", "alone"])
@pytest.mark.parametrize("window", [1, 2, 3])
def test_every_row_is_the_librarys_example(sentence, window):
    builder = LabelBuilder(sentence, window=window)
    words = sentence.split()
    cbow = cbow_examples(words, window)
    for target, word in enumerate(words):
        builder.target = target
        if len(words) > 1:
            assert (shown(builder, "CBOW", "input"), asked(builder, "CBOW")[0]) == cbow[target]
        near = [
            label for other, label in skip_gram_examples([*map(str, range(len(words)))], window) if other == str(target)
        ]
        assert asked(builder, "skip-gram") == [words[int(place)] for place in near]
        assert shown(builder, "skip-gram", "input") == ([word] if near else [])
        if target:
            assert (shown(builder, "GPT", "input"), asked(builder, "GPT")[0]) == next_word_examples(words)[target - 1]
            assert hidden(builder, "GPT") == words[target:]
        else:
            assert {kind for kind, _ in builder.rows["GPT"]} == {"hidden"}
        assert [text for _, text in builder.rows["BERT"]] == [*words[:target], MASK, *words[target + 1 :]]
        assert asked(builder, "BERT") == [word]


def test_a_label_never_stands_in_its_own_row():
    builder = LabelBuilder()
    for target in range(6):
        builder.target = target
        for row, cells in builder.rows.items():
            assert all(text in ("?", MASK) for kind, text in cells if kind == "label"), row
            assert all(text == "" for kind, text in cells if kind == "hidden"), row


def test_roles_are_those_of_the_window_given():
    assert all_roles(4, 1)["CBOW"] == ["lihh", "ilih", "hili", "hhil"]
    assert all_roles(4, 1)["skip-gram"] == ["ilhh", "lilh", "hlil", "hhli"]
    assert all_roles(3)["GPT"] == ["hhh", "ilh", "iil"]
    assert all_roles(3)["BERT"] == ["lii", "ili", "iil"]


# ---- the dice


def test_the_dice_are_mask_tokens():
    others = [f"other{i}" for i in range(50)]
    words = "a b c d e f g h i j k l m n o p q r s t".split()
    builder = LabelBuilder(" ".join(words), others=[*others, MASK], seed=3)
    dictionary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", MASK, *words, *others]
    ids = torch.arange(5, 25).expand(THROWS, -1)
    ordinary = torch.arange(25, 75)
    read, labels = mask_tokens(ids, torch.ones_like(ids, dtype=torch.bool), 4, ordinary, torch.arange(THROWS), 3)
    assert len(builder.throws) == THROWS
    for throw, seen, wanted in zip(builder.throws, read.tolist(), labels.tolist(), strict=True):
        assert [place for place, _, _ in throw] == [i for i, label in enumerate(wanted) if label != NOT_ASKED]
        assert len(throw) == 3  # 15 % of 20
        for place, kind, text in throw:
            assert text == dictionary[seen[place]]
            assert kind == ("mask" if text == MASK else "stays" if text == words[place] else "random")
            assert kind != "random" or text in others


def test_what_is_thrown_is_shown_and_counted():
    builder = LabelBuilder(" ".join(f"w{i}" for i in range(20)), others=["x"])
    assert (builder.thrown, builder.counts) == ([], {"mask": 0, "random": 0, "stays": 0})
    builder.throw, builder.dice = 200, True
    counts = builder.counts
    assert sum(counts.values()) == 600
    assert (450 < counts["mask"] < 510, 35 < counts["random"] < 85, 35 < counts["stays"] < 85) == (True, True, True)
    kinds = {"mask": ("label", MASK), "random": ("both", "x")}
    for throw in range(1, 40):
        builder.throw = throw
        assert [list(each) for each in builder.thrown] == builder.throws[throw - 1]
        for place, kind, _ in builder.thrown:
            assert builder.rows["BERT"][place] == kinds.get(kind, ("both", f"w{place}"))
        assert sum(kind == "input" for kind, _ in builder.rows["BERT"]) == 17
    builder.always_mask = True
    assert {kind for _, kind, _ in builder.thrown} == {"mask"}
    assert builder.counts == {"mask": 117, "random": 0, "stays": 0}
    assert "throw=39, {'mask': 117" in repr(builder)
    assert builder.picture().title == "The dice ask BERT for 3 of 20 words at once"


def test_always_mask_is_mask_tokens_own(monkeypatch):
    words = torch.arange(5, 25).expand(50, -1)
    arguments = words, torch.ones_like(words, dtype=torch.bool), 4, torch.arange(5, 25), torch.arange(50), 0
    read, labels = mask_tokens(*arguments, always_mask=True)
    assert torch.equal(labels, mask_tokens(*arguments)[1])  # the same words are chosen, so the view may change the kind
    assert (read[labels != NOT_ASKED] == 4).all()


def test_special_tokens_are_never_chosen():
    builder = LabelBuilder("[CLS] the [MASK] cat [SEP]")
    assert {place for throw in builder.throws for place, _, _ in throw} == {1, 3}
    assert {place for throw in LabelBuilder("[UNK]").throws for place, _, _ in throw} == {0}


def test_the_dice_never_run_out():
    builder = LabelBuilder()
    first = builder.throws
    builder.throw, builder.dice = THROWS + 50, True
    assert builder.throws[:THROWS] == first
    assert len(builder.throws) == 2 * THROWS
    assert builder.throws[THROWS:] != first
    assert len(builder.thrown) == 1
    builder.throw = 10**9
    assert builder.throw == MOST_THROWS
    builder.throw = -1
    assert builder.throw == 0


# ---- a sentence of the learner's


def test_words_that_are_cut_already_stay_as_they_are():
    builder = LabelBuilder(["New York", "is", "old"])
    assert (builder.tokens, builder.text) == (["New York", "is", "old"], "New York is old")


def test_a_typed_sentence_is_split_and_shown():
    builder = LabelBuilder(split=lambda text: list(text.replace(" ", "")))
    builder.throw, builder.dice = 3, True
    builder.set_state({"text": "网络的"})
    assert builder.tokens == ["网", "络", "的"]
    assert (builder.target, builder.throw, builder.dice, builder.problem) == (2, 0, False, "")
    assert [len(roles) for roles in builder.roles["CBOW"]] == [3, 3, 3]
    assert all(place < 3 for throw in builder.throws for place, _, _ in throw)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("   ", "there is no word in it; type a sentence"),
        ("a " * 41, "it has 41 words; there is room for 40"),
        ("error", "I cannot read this"),
    ],
)
def test_what_cannot_be_shown_is_said_and_the_old_sentence_stays(text, said):
    def split(sentence):
        if sentence == "error":
            raise ValueError("I cannot read this")
        return sentence.split()

    builder = LabelBuilder(split=split)
    builder.set_state({"text": text})
    assert builder.problem == said
    assert builder.tokens == QUESTION
    builder.text = "the cat"
    assert (builder.problem, builder.tokens) == ("", ["the", "cat"])


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="no word in it"):
        LabelBuilder("")
    with pytest.raises(TypeError, match="what split returns is the str"):
        LabelBuilder(split=lambda text: text)
    with pytest.raises(ValueError, match="window"):
        LabelBuilder(window=0)


def test_the_browser_cannot_leave_the_sentence():
    builder = LabelBuilder(target=3)
    assert builder.target == 3
    builder.set_state({"target": 99})
    assert builder.target == 5
    builder.target = -1
    assert builder.target == 0


def test_the_picture_has_a_row_for_each_way():
    picture = LabelBuilder(target=3).picture()
    texts = [text.get_text() for text in picture.figure.axes[0].texts]
    assert texts[:6] == QUESTION
    assert [text for text in texts if text in ("CBOW", "skip-gram", "GPT", "BERT")] == [
        "CBOW",
        "skip-gram",
        "GPT",
        "BERT",
    ]
    assert texts.count(MASK) == 1
    assert sum(bool(patch.get_hatch()) for patch in picture.figure.axes[0].patches) == 1 + 1 + 2
    assert "CBOW: input capital of is beijing; label ?" in picture.alt
    assert "GPT: input the capital of; label ?" in picture.alt


def test_a_long_sentence_is_pictured_around_its_target():
    builder = LabelBuilder(" ".join(f"w{i}" for i in range(40)), target=20)
    texts = [text.get_text() for text in builder.picture().figure.axes[0].texts]
    assert texts[:12] == [f"w{i}" for i in range(14, 26)]

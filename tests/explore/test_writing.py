import pytest
import torch
from small_gpts import Table, random_gpt
from word2bert.explore import best_words, next_words, write_steps, write_text
from word2bert.explore.writing import beginning, tokenizer
from word2bert.models import GPT
from word2bert.models.gpt import next_word
from word2bert.text.wordpiece import SPECIAL

WORDS = ["one", "two", "three"]
COUNTS = {
    "one": {"two": 0.7, "three": 0.3},
    "two": {"##s": 0.6, ".": 0.4},
    "##s": {".": 1.0},
    ".": {"[SEP]": 1.0},
    "three": {".": 1.0},
}


@pytest.fixture(scope="module")
def counts() -> Table:
    return Table(COUNTS, WORDS)


def test_it_writes_the_best_word_up_to_the_end_mark(counts: Table) -> None:
    assert write_text(counts, "One") == "one twos."
    assert write_text(counts, "one", most=1) == "one two"
    assert write_text(counts, "three two") == "three twos."


def test_a_step_says_what_it_added_and_from_what_it_was_chosen(counts: Table) -> None:
    steps = list(write_steps(counts, "one", temperature=1.0, seed=3))
    assert "".join(step.added for step in steps) == write_text(counts, "one", temperature=1.0, seed=3)[3:]
    assert [(word, round(share, 3)) for word, share in steps[0].likely[:2]] == [("two", 0.7), ("three", 0.3)]
    assert steps[-1].piece == "[SEP]"
    assert steps[-1].added == ""
    greedy = next(write_steps(counts, "one"))
    assert (greedy.piece, greedy.added, greedy.likely) == ("two", " two", [("two", 1.0)])


def test_the_probabilities_are_those_of_the_draw(counts: Table) -> None:
    hot = next(write_steps(counts, "one", temperature=2.0, top_k=2)).likely
    assert len(hot) == 2
    assert dict(hot)["two"] == pytest.approx(0.7**0.5 / (0.7**0.5 + 0.3**0.5), abs=1e-4)
    drawn = [next(write_steps(counts, "one", temperature=2.0, top_k=2, seed=seed)).piece for seed in range(400)]
    assert drawn.count("two") / 400 == pytest.approx(dict(hot)["two"], abs=0.08)
    assert set(drawn) == {"two", "three"}
    assert {next(write_steps(counts, "one", temperature=9.0, top_k=1, seed=seed)).piece for seed in range(20)} == {
        "two"
    }


def test_no_special_token_is_written_but_the_end() -> None:
    wishes = {"one": {"[MASK]": 0.9, "[CLS]": 0.05, "[UNK]": 0.03, "[PAD]": 0.015, "two": 0.005}}
    model = Table({**wishes, "two": {"[PAD]": 0.9, "[SEP]": 0.1}}, WORDS)
    assert [step.piece for step in write_steps(model, "one")] == ["two", "[SEP]"]
    assert next_words(model, "one", topn=1)[0][0] == "two"
    likely = next(write_steps(model, "one", temperature=5.0)).likely
    assert not {word for word, _ in likely} & {"[MASK]", "[CLS]", "[UNK]", "[PAD]"}
    for seed in range(30):
        written = {step.piece for step in write_steps(model, "one", temperature=3.0, seed=seed)}
        assert not written & (set(SPECIAL) - {"[SEP]"})


def test_the_memory_changes_nothing() -> None:
    """Step by step with keys and values kept, against the whole text read anew for every word."""
    model = random_gpt(WORDS)
    ids, draw = beginning(model, "one two"), torch.Generator().manual_seed(5)
    for step in write_steps(model, "one two", most=6, temperature=0.9, seed=5):
        with torch.no_grad():
            scores = model(torch.tensor([ids]))[0][0, -1].clone()
        scores[[i for i, token in enumerate(SPECIAL) if token != "[SEP]"]] = -torch.inf
        chosen = next_word(scores, 0.9, generator=draw)
        assert tokenizer(model).vocabulary[chosen] == step.piece
        ids.append(chosen)


def test_the_seed_decides_and_dropout_does_not() -> None:
    model = random_gpt(WORDS).train()
    texts = [write_text(model, "one", temperature=1.0, seed=seed) for seed in (1, 1, 2)]
    assert texts[0] == texts[1] != texts[2]
    assert model.training
    assert write_text(model, "one") == write_text(model, "one")


def test_words_of_many_texts_at_once_are_those_of_each_alone() -> None:
    model, texts = random_gpt(WORDS), ["one", "one two three", "", "three three"]
    assert best_words(model, texts) == [next_words(model, text, topn=1)[0][0] for text in texts]


def test_next_words_are_sorted_and_their_shares_sum_to_one() -> None:
    likely = next_words(random_gpt(WORDS), "one", topn=10_000)
    shares = [share for _, share in likely]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=1e-5)
    assert len(next_words(random_gpt(WORDS), "one", topn=3)) == 3


def test_what_cannot_be_gone_on_with_is_refused(counts: Table) -> None:
    with pytest.raises(ValueError, match=r"has a \[MASK\]: a GPT goes on from the end"):
        write_text(counts, "one [MASK]")
    with pytest.raises(ValueError, match="17 tokens, and the model reads at most 16: shorten"):
        write_text(counts, "one " * 16)
    assert write_text(counts, "one " * 15) == "one " * 14 + "one"  # no place is left
    with pytest.raises(ValueError, match="no vocabulary"):
        write_text(GPT(counts.config), "one")
    with pytest.raises(ValueError, match="topn is 0: ask for at least 1 word"):
        next_words(counts, "one", topn=0)
    with pytest.raises(ValueError, match="temperature is -1"):
        write_text(counts, "one", temperature=-1.0)

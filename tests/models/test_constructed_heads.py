"""The twelve constructed heads do what their names say."""

import pytest
import torch
from word2bert.models import constructed_heads as heads
from word2bert.models.attention import split_heads
from word2bert.text import small_world, words

TOUR = [words(sentence) for sentence in small_world.document(0, 1200)]


def numbered(sentences, tokens=512):
    """The numbers of the first words, and of their sentences."""
    listed = [(word, number) for number, sentence in enumerate(sentences) for word in sentence][:tokens]
    dictionary = {word: number for number, word in enumerate(dict.fromkeys(word for word, _ in listed))}
    return torch.tensor([dictionary[word] for word, _ in listed]), torch.tensor([number for _, number in listed])


@pytest.fixture(scope="module")
def tour():
    numbers, sentences = numbered(TOUR)
    x = heads.constructed_input(numbers, sentences)
    with torch.no_grad():
        output, maps = heads.constructed_heads(512)(x[None], maps=True)
    return numbers, sentences, x, output[0], maps[0]


def test_every_head_has_the_map_that_its_name_says(tour):
    numbers, sentences, _, _, maps = tour
    right = heads.right_maps(numbers, sentences)
    assert maps.shape == (12, 512, 512)
    for name, found, meant in zip(heads.NAMES, maps, right, strict=True):
        assert float((found - meant).abs().max()) < 2e-3, name


def test_the_right_maps_say_what_the_names_say():
    """A short text, read by eye: a b . a c . d"""
    numbers, sentences = torch.tensor([0, 1, 0, 2, 0, 3]), torch.tensor([0, 0, 1, 1, 1, 2])
    looks = {
        name: [row.nonzero()[:, 0].tolist() for row in right]
        for name, right in zip(heads.NAMES, heads.right_maps(numbers, sentences), strict=True)
    }
    everyone = [0, 1, 2, 3, 4, 5]
    assert looks == {
        "previous word": [[0], [0], [1], [2], [3], [4]],
        "next word": [[1], [2], [3], [4], [5], [5]],
        "mirrored place": [[5], [4], [3], [2], [1], [0]],
        "first word": [[0]] * 6,
        "half a text away": [[3], [4], [5], [0], [1], [2]],
        "every word alike": [everyone] * 6,
        "same word": [[0, 2, 4], [1], [0, 2, 4], [3], [0, 2, 4], [5]],
        "same sentence": [[0, 1], [0, 1], [2, 3, 4], [2, 3, 4], [2, 3, 4], [5]],
        "previous sentence": [[0, 1], [0, 1], [0, 1], [0, 1], [0, 1], [2, 3, 4]],
        "sentence start": [[0], [0], [2], [2], [2], [5]],
        "place in sentence": [[0, 2, 5], [1, 3], [0, 2, 5], [1, 3], [4], [0, 2, 5]],
        "most frequent word": [[0, 2, 4]] * 6,
    }
    assert torch.equal(heads.right_maps(numbers, sentences).sum(dim=-1), torch.ones(12, 6))


@pytest.mark.parametrize("tokens", [1, 2, 7, 20, 100, 511])
def test_short_texts_have_their_right_maps_too(tokens):
    numbers, sentences = numbered(TOUR, tokens)
    with torch.no_grad():
        _, maps = heads.constructed_heads(tokens)(heads.constructed_input(numbers, sentences)[None], maps=True)
    torch.testing.assert_close(maps[0], heads.right_maps(numbers, sentences), atol=2e-3, rtol=0)


def test_512_different_words_of_one_sentence_are_told_apart():
    numbers, sentences = torch.arange(512), torch.zeros(512, dtype=torch.long)
    with torch.no_grad():
        _, maps = heads.constructed_heads(512)(heads.constructed_input(numbers, sentences)[None], maps=True)
    torch.testing.assert_close(maps[0], heads.right_maps(numbers, sentences), atol=2e-3, rtol=0)


def test_each_head_fetches_its_own_64_numbers_of_the_words_it_looks_at(tour):
    numbers, sentences, x, output, _ = tour
    fetched = heads.right_maps(numbers, sentences) @ split_heads(x[None], 12)[0]
    torch.testing.assert_close(split_heads(output[None], 12)[0], fetched, atol=5e-3, rtol=0)
    torch.testing.assert_close(
        output[1:, :62], x[:-1, :62], atol=5e-3, rtol=0
    )  # head 0: the place of the previous word


def test_turning_adds_to_the_number():
    numbers = torch.tensor([0, 3, 500])
    for steps in (-1, 1, 11):
        torch.testing.assert_close(
            heads.waves(numbers) @ heads.turned(steps).T, heads.waves(numbers + steps), atol=1e-3, rtol=0
        )
    torch.testing.assert_close(heads.waves(numbers) @ heads.mirrored().T, heads.waves(-numbers))


def test_equal_places_score_31_and_others_far_less():
    scores = heads.waves(torch.arange(512)) @ heads.waves(torch.arange(512)).T
    torch.testing.assert_close(scores.diag(), torch.full((512,), 31.0))
    assert float((scores - 31 * torch.eye(512)).max()) < 12


def test_the_input_is_the_same_every_time(tour):
    numbers, sentences, x, _, _ = tour
    assert torch.equal(x, heads.constructed_input(numbers, sentences))
    assert x.shape == (512, 768)
    assert x[:, heads.WORD].unique().tolist() == [-1, 1]


@pytest.mark.parametrize("tokens", [0, 513])
def test_more_places_than_the_waves_tell_apart(tokens):
    with pytest.raises(ValueError, match=f"{tokens}.*1 to 512"):
        heads.constructed_heads(tokens)
    with pytest.raises(ValueError, match=f"{tokens} words"):
        heads.right_maps(torch.zeros(tokens, dtype=torch.long), torch.zeros(tokens, dtype=torch.long))


@pytest.mark.parametrize("sentences", [[1, 1, 2], [0, 2, 2], [0, 1, 0]])
def test_sentences_are_counted_from_0_in_steps_of_1(sentences):
    with pytest.raises(ValueError, match="count the words' sentences from 0"):
        heads.constructed_input(torch.tensor([0, 1, 2]), torch.tensor(sentences))

"""Two ways to learn take the same step, that of the lesson, with any number of threads."""

import numpy as np
import pytest
import torch
from word2bert.labels.windows import windows
from word2bert.models.word2vec import CBOW, SkipGram, Word2Vec
from word2bert.training.compiled import NOISE
from word2bert.training.learners import AutogradLearner, CompiledLearner, RowAdagrad, learner_for, summed_loss
from word2bert.training.stream import GROUP, PARTS, Batch
from word2bert.training.threads import one_thread_each


def random_batch(window: int, groups: int = 2, vocab_size: int = 23, seed: int = 0, text: bool = True) -> Batch:
    """Short sentences, some of one word; at the end what is not text; noise words that are drawn more than once."""
    draws = torch.Generator().manual_seed(seed)
    size = groups * GROUP
    lengths = torch.randint(1, 6, (size,), generator=draws)
    sentences = torch.arange(size).repeat_interleave(lengths)[:size].int()
    sentences[-7:] = -1
    if not text:
        sentences.fill_(-1)
    pad = torch.full((window,), -1, dtype=torch.int32)
    stream = torch.randint(0, vocab_size, (size + 2 * window,), generator=draws, dtype=torch.int32)
    reach = torch.randint(1, window + 1, (size,), generator=draws, dtype=torch.int32)
    noise = torch.randint(0, 6, (groups, NOISE), generator=draws, dtype=torch.int32)
    return Batch(stream, torch.cat([pad, sentences, pad]), reach, noise)


def random_model(architecture: type[Word2Vec], vocab_size: int = 23, seed: int = 0) -> Word2Vec:
    draws = torch.Generator().manual_seed(seed)
    model = architecture(vocab_size, 6, draws)
    model.input_vectors.data.normal_(generator=draws)
    model.output_vectors.data.normal_(generator=draws)
    return model


def assert_same(model: Word2Vec, other: Word2Vec) -> None:
    for name, matrix in model.state_dict().items():
        torch.testing.assert_close(matrix, other.state_dict()[name], rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("architecture", [CBOW, SkipGram])
@pytest.mark.parametrize("window", [1, 2, 5])
@pytest.mark.parametrize("groups", [1, PARTS, 2 * PARTS])
def test_both_ways_take_the_same_steps(architecture, window, groups):
    model, readable = random_model(architecture), random_model(architecture)
    with one_thread_each(2) as parallel_map:
        quick = CompiledLearner(model, 5, parallel_map)
        lesson = AutogradLearner(readable, "negative-sampling", 5, parallel_map)
        for seed in (1, 2, 3):
            batch = random_batch(window, groups=groups, seed=seed)
            assert float(quick.step(batch, 0.15)) == pytest.approx(float(lesson.step(batch, 0.15)), rel=1e-5)
            assert_same(model, readable)
    assert (model.input_vectors - random_model(architecture).input_vectors).abs().max() > 0.1
    assert (model.output_vectors - random_model(architecture).output_vectors).abs().max() > 0.1


@pytest.mark.parametrize("architecture", [CBOW, SkipGram])
@pytest.mark.parametrize("learner", ["quick", "lesson"])
def test_without_any_neighbour_nothing_is_learned(architecture, learner):
    model = random_model(architecture)
    with one_thread_each(1) as parallel_map:
        way = {
            "quick": CompiledLearner(model, 5, parallel_map),
            "lesson": AutogradLearner(model, "negative-sampling", 5, parallel_map),
        }[learner]
        assert float(way.step(random_batch(2, text=False), 0.5)) == 0
    assert_same(model, random_model(architecture))


@pytest.mark.parametrize("architecture", [CBOW, SkipGram])
def test_autograd_sees_the_examples_of_the_lesson(architecture):
    """The summed softmax loss and the number of examples, from windows() on the same sentences."""
    model, batch = random_model(architecture).double(), random_batch(3)
    batch = Batch(batch.stream, batch.sentences, torch.full_like(batch.reach, 3), batch.noise)
    words, numbers = batch.words.tolist(), batch.sentences[3:-3].tolist()
    loss, examples = 0.0, 0
    for number in sorted(set(numbers) - {-1}):
        sentence = [str(word) for word, its in zip(words, numbers, strict=True) if its == number]
        for word, near in windows(sentence, 3):
            ids = torch.tensor([list(map(int, near))])
            pairs = [(ids, int(word))] if architecture is CBOW else [(torch.tensor([int(word)]), int(n)) for n in near]
            for given, label in pairs:
                loss -= float(model(given).log_softmax(dim=1)[0, label].detach())
                examples += 1
    found, counted = summed_loss(model, batch, "softmax", 5)
    assert counted == examples
    assert float(found.detach()) == pytest.approx(loss, rel=1e-10)


def test_negative_sampling_by_hand():
    """One CBOW example, its label and the noise words of its group, weighed with 5 in 8."""
    model = random_model(CBOW).double()
    sentences = torch.full((GROUP + 2,), -1, dtype=torch.int32)
    sentences[5:7] = 4
    stream = torch.zeros(GROUP + 2, dtype=torch.int32)
    stream[5], stream[6] = 7, 9
    noise = torch.arange(NOISE, dtype=torch.int32)[None] + 3
    batch = Batch(stream, sentences, torch.ones(GROUP, dtype=torch.int32), noise)
    found, examples = summed_loss(model, batch, "negative-sampling", 5)
    expected = 0.0
    with torch.no_grad():
        for given, label in ((7, 9), (9, 7)):
            scores = model.output_vectors @ model.input_vectors[given]
            expected -= float(scores[label].sigmoid().log())
            expected -= 5 / NOISE * float((-scores[noise[0]]).sigmoid().log().sum())
    assert examples == 2
    assert float(found.detach()) == pytest.approx(expected, rel=1e-10)


def test_the_quick_way_is_for_negative_sampling_on_a_processor():
    with one_thread_each(1) as parallel_map:
        model = random_model(CBOW)
        assert isinstance(learner_for(model, "negative-sampling", 5, parallel_map), CompiledLearner)
        softmax = learner_for(model, "softmax", 5, parallel_map)
        elsewhere = learner_for(model.to("meta"), "negative-sampling", 3, parallel_map)
        assert isinstance(softmax, AutogradLearner)
        assert isinstance(elsewhere, AutogradLearner)
        assert (softmax.loss, elsewhere.loss, elsewhere.negative) == ("softmax", "negative-sampling", 3)


def test_parts_are_the_batch():
    batch = random_batch(2, groups=2 * PARTS)
    parts = batch.parts()
    assert len(parts) == PARTS
    assert torch.equal(torch.cat([part.words for part in parts]), batch.words)
    assert torch.equal(torch.cat([part.mask() for part in parts]), batch.mask())
    assert torch.equal(torch.cat([part.neighbours for part in parts]), batch.neighbours)
    assert torch.equal(torch.cat([part.noise for part in parts]), batch.noise)
    assert len(random_batch(2, groups=1).parts()) == 1


def test_row_adagrad_by_hand():
    matrix = torch.zeros(3, 2, dtype=torch.float64)
    adagrad = RowAdagrad(matrix)
    adagrad.step(torch.tensor([[1.0, 0.0], [0.0, 0.0], [3.0, 4.0]], dtype=torch.float64), 0.5)
    adagrad.step(torch.tensor([[3.0, 4.0], [0.0, 0.0], [0.0, 0.0]], dtype=torch.float64), 0.1)
    expected = -0.5 * np.array([1.0, 0.0]) / 0.5 ** (1 / 3) - 0.1 * np.array([3.0, 4.0]) / 13 ** (1 / 3)
    np.testing.assert_allclose(matrix[0].numpy(), expected, rtol=1e-8)
    np.testing.assert_allclose(matrix[2].numpy(), -0.5 * np.array([3.0, 4.0]) / 12.5 ** (1 / 3), rtol=1e-8)
    assert not matrix[1].any()

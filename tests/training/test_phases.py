"""Two kinds of batches one after the other, as a function of the samples that were consumed."""

import pytest
import torch
from tiny_training import Tiny, assert_same, batches, train
from word2bert.labels.batches import POOL
from word2bert.training import Checkpoints
from word2bert.training.phases import Phases

pytestmark = pytest.mark.usefixtures("one_thread")
LONG = [[1, 2, 3, 4] * 5] * 50


def phases(samples: int = 24) -> Phases:
    return Phases(batches(), batches(texts=LONG), samples)


def test_the_first_come_first():
    found = phases()
    for consumed in (0, 8, 16):
        assert torch.equal(found.at(consumed).inputs["ids"], batches().at(consumed).inputs["ids"])
    for consumed in (24, 32, 800):
        assert torch.equal(found.at(consumed).inputs["ids"], batches(texts=LONG).at(consumed).inputs["ids"])
    assert found.at(28, 2).inputs["ids"].shape == (2, 19)
    assert (found.batch_size, found.pooled) == (8, POOL)


def test_a_training_goes_on_in_the_second_phase(tmp_path):
    def stop(record):
        if record.step == 5:
            raise OSError("the power is gone")

    whole, again = Tiny(), Tiny(seed=9)
    train(whole, batches=phases())
    usual = {"checkpoints": Checkpoints(tmp_path), "save_every": 4}
    with pytest.raises(OSError, match="the power is gone"):
        train(Tiny(), batches=phases(), on_step=stop, **usual)
    with pytest.raises(ValueError, match="samples at first was 24, is 16"):
        train(Tiny(), batches=phases(16), resume=True, **usual)
    train(again, batches=phases(), resume=True, **usual)
    assert_same(again, whole)


def test_what_comes_later_counts_among_the_settings():
    assert phases().settings() == {**batches().settings(), "samples at first": 24, "tokens later": 1000}

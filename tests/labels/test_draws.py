"""Random numbers as a function of what they are for: even, unlike each other, the same in any company."""

import pytest
import torch
from word2bert.labels.draws import bits, uniform

ROWS, COLUMNS = torch.arange(400)[:, None], torch.arange(500)[None]


def test_even_from_0_up_to_1():
    drawn = uniform(3, ROWS, COLUMNS)
    assert drawn.shape == (400, 500)
    shares = torch.histc(drawn, 20, 0, 1) / drawn.numel()
    assert shares.tolist() == pytest.approx([0.05] * 20, abs=0.003)
    assert 0 <= float(drawn.min()) < 1e-4
    assert 0.9999 < float(drawn.max()) < 1


def test_whole_numbers_use_63_bits():
    drawn = bits(3, ROWS, COLUMNS)
    assert int(drawn.min()) >= 0
    for place in range(63):
        assert float(((drawn >> place) & 1).double().mean()) == pytest.approx(0.5, abs=0.01), place
    assert len(drawn.unique()) == drawn.numel()


@pytest.mark.parametrize("shift", [(0, 1), (1, 0), (1, -1)])
def test_neighbours_have_nothing_in_common(shift):
    drawn = uniform(3, ROWS, COLUMNS)
    pairs = torch.stack([drawn.flatten(), drawn.roll(shift, (0, 1)).flatten()])
    assert abs(float(torch.corrcoef(pairs)[0, 1])) < 0.01


def test_seed_order_and_purpose_count():
    drawn = [
        uniform(0, ROWS, COLUMNS),
        uniform(1, ROWS, COLUMNS),
        uniform(0, COLUMNS, ROWS),
        uniform(0, ROWS, COLUMNS, 1),
    ]
    for number, one in enumerate(drawn):
        for other in drawn[number + 1 :]:
            assert abs(float(torch.corrcoef(torch.stack([one.flatten(), other.flatten()]))[0, 1])) < 0.01


def test_seed_and_place_are_not_added_up():
    """Else another seed would only move the samples on by one."""
    pairs = torch.stack([uniform(0, ROWS + 1, COLUMNS).flatten(), uniform(1, ROWS, COLUMNS).flatten()])
    assert abs(float(torch.corrcoef(pairs)[0, 1])) < 0.01


def test_a_number_depends_on_its_place_alone():
    drawn = uniform(7, ROWS, COLUMNS)
    assert float(uniform(7, torch.tensor(12), torch.tensor(34))) == float(drawn[12, 34])
    assert torch.equal(uniform(7, torch.tensor([[5], [2]]), COLUMNS), drawn[[5, 2]])

import numpy as np
import pytest
import torch
from word2bert.widgets import TrainingScrubber
from word2bert.widgets.training_scrubber import strip_of

TOKENS = ["[CLS]", "china", "is", "[MASK]", "[SEP]"]
LAYERS, HEADS, T = 2, 3, len(TOKENS)


def maps(snapshots: int = 4) -> list[np.ndarray]:
    """Even at first; then [MASK] looks more and more at "china" in layer 1, head 2, and at [SEP] in the others."""
    weights = [np.full((LAYERS, HEADS, T, T), 1 / T) for _ in range(snapshots)]
    for number, snapshot in enumerate(weights):
        snapshot[:, :, 3] = np.eye(T)[4] * number / snapshots + (1 - number / snapshots) / T
        snapshot[1, 2, 3] = np.roll(snapshot[1, 2, 3], -3)
    return weights


def scrubber(**options: object) -> TrainingScrubber:
    return TrainingScrubber(TOKENS, maps(), [0, 10, 20, 30], **options)


def test_it_opens_at_the_last_snapshot_where_the_mask_has_learned_most() -> None:
    shown = scrubber()
    assert (shown.shown, shown.layer, shown.head, shown.row) == (3, 1, 2, 3)
    assert repr(shown) == "TrainingScrubber(tokens=5, snapshots=4, step=30, layer=1, head=2, row='[MASK]')"
    np.testing.assert_allclose(shown.weights, maps()[3][1, 2])


def test_a_head_or_a_row_that_is_named_is_shown() -> None:
    assert (scrubber(layer=0).layer, scrubber(head=1).head) == (0, 1)
    assert (scrubber(layer=0, head=2).layer, scrubber(layer=0, head=2).head) == (0, 2)
    assert scrubber(row=1).row == 1
    assert TrainingScrubber(["a", "b"], np.full((1, 1, 1, 2, 2), 0.5), [0]).row == 0


def test_weights_travel_as_a_byte_each_and_small_ones_are_kept() -> None:
    shown = scrubber()
    assert shown.shape == [4, LAYERS, HEADS, T]
    assert len(shown.maps) == 4 * LAYERS * HEADS * T * T
    back = (np.frombuffer(shown.maps, dtype=np.uint8).reshape(4, LAYERS, HEADS, T, T) / 255) ** 2
    np.testing.assert_allclose(back, np.stack(maps()), atol=0.004)


def test_tensors_with_a_gradient_and_one_array_are_taken() -> None:
    tensors = [torch.tensor(snapshot, requires_grad=True) for snapshot in maps()]
    assert TrainingScrubber(TOKENS, tensors, [0, 10, 20, 30]).maps == scrubber().maps
    for whole in (np.stack(maps()), torch.stack(tensors)):
        assert TrainingScrubber(TOKENS, whole, [0, 10, 20, 30]).maps == scrubber().maps


def test_the_browser_never_leaves_what_there_is() -> None:
    shown = scrubber()
    shown.set_state({"shown": 9, "layer": 9, "head": 9, "row": 9})
    assert (shown.shown, shown.layer, shown.head, shown.row) == (3, 1, 2, 4)
    shown.set_state({"shown": -1, "layer": -1, "head": -1, "row": -1})
    assert (shown.shown, shown.layer, shown.head, shown.row) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("snapshots", "places"), [(1, [0]), (3, [0, 1, 2]), (6, [0, 1, 2, 3, 4, 5]), (24, [0, 5, 9, 14, 18, 23])]
)
def test_the_strip_reaches_from_the_first_to_the_last(snapshots: int, places: list[int]) -> None:
    assert strip_of(snapshots) == places


def test_its_picture_tells_what_the_row_came_to_look_at() -> None:
    picture = scrubber(notes=["a", "b", "c", "d"]).picture()
    assert picture.title == (
        "Layer 1, head 2: “[MASK]” gives “china” 0.80 of its attention at step 30, and gave it 0.20 at step 0"
    )
    images = [axes.images[0].get_array() for axes in picture.figure.axes if axes.images]
    np.testing.assert_allclose(images[0], maps()[0][1, 2])
    np.testing.assert_allclose(images[4], maps()[3][1, 2])
    assert [image.shape for image in images[:5]] == [(T, T)] * 5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"maps": []}, "there are 0 snapshots and 5 tokens"),
        ({"maps": [np.ones((2, 3, 5, 4))] * 4}, r"maps\[0\] has shape \(2, 3, 5, 4\)"),
        ({"maps": [*maps(3), np.ones((2, 2, 5, 5))]}, r"maps\[3\] has shape \(2, 2, 5, 5\), maps\[0\] \(2, 3, 5, 5\)"),
        ({"maps": [np.full((1, 1, 5, 5), 1.5)] * 4}, r"maps\[0\] lies between 1.5 and 1.5"),
        ({"maps": [np.full((1, 1, 5, 5), -0.5)] * 4}, r"maps\[0\] lies between -0.5"),
        ({"maps": [np.full((1, 1, 5, 5), np.nan)] * 4}, r"maps\[0\] has nan"),
        ({"maps": np.zeros((4, 1, 1, 65, 65)), "tokens": ["a"] * 65}, "65 tokens and 16,900 weights"),
        ({"maps": np.zeros((4, 16, 16, 64, 64)), "tokens": ["a"] * 64}, "64 tokens and 4,194,304 weights"),
        ({"steps": [0, 10, 20]}, "there are 4 snapshots, and the steps"),
        ({"steps": [0, 10, 10, 20]}, "pass one for each, rising"),
        ({"notes": ["one"]}, "there are 1 notes and 4 snapshots"),
        ({"layer": 2}, "layer is 2; there are 2"),
        ({"head": -1}, "head is -1; there are 3"),
        ({"row": 5}, "row is 5; there are 5"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TrainingScrubber(**({"tokens": TOKENS, "maps": maps(), "steps": [0, 10, 20, 30]} | change))

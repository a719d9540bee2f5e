import pytest
from word2bert.labels import cbow_examples, skip_gram_examples
from word2bert.widgets import WindowSlider

SENTENCE = list("网络的结构如下图所示")


def test_the_sentence_of_the_course_stands_on_its_first_full_window():
    slider = WindowSlider(SENTENCE)
    assert slider.tokens[slider.centre] == "的"
    assert slider.full_windows == 6
    assert repr(slider) == "WindowSlider(tokens=10, window=2, centre='的', full_windows=6, cbow=10, skip_gram=34)"
    assert slider.picture().title.startswith("CBOW: 网 络 结 构 → 的 (1 example). Skip-gram: 的 → ")


@pytest.mark.parametrize("window", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("length", [1, 2, 5, 10])
def test_the_examples_are_those_of_the_labels(window, length):
    slider = WindowSlider(SENTENCE[:length], window=window)
    cbow, skip_gram = cbow_examples(slider.tokens, window=window), skip_gram_examples(slider.tokens, window=window)
    assert slider.examples == {"cbow": cbow, "skip-gram": skip_gram}
    assert f"cbow={len(cbow)}, skip_gram={len(skip_gram)})" in repr(slider)
    full = [inputs for inputs, _ in cbow if len(inputs) == 2 * window]
    assert slider.full_windows == len(full)


@pytest.mark.parametrize("window", [1, 2, 5])
def test_the_window_shown_is_the_example_of_its_place(window):
    slider = WindowSlider(SENTENCE, window=window)
    for centre, (inputs, label) in enumerate(slider.examples["cbow"]):
        slider.centre = centre
        assert [slider.tokens[i] for i in slider._inside_window] == inputs
        assert slider.tokens[slider.centre] == label


def test_a_short_sentence_stands_in_its_middle_and_one_word_gives_no_example():
    assert WindowSlider(["a", "b", "c"], window=5).centre == 1
    alone = WindowSlider(["a"])
    assert repr(alone) == "WindowSlider(tokens=1, window=2, centre='a', full_windows=0, cbow=0, skip_gram=0)"
    assert alone.picture().title == "a has no word around it, so it gives no example."


def test_the_browser_cannot_leave_the_sentence():
    slider = WindowSlider(["a", "b", "c"])
    slider.set_state({"centre": 99})
    assert slider.centre == 2
    slider.centre = -1
    assert slider.centre == 0


@pytest.mark.parametrize(
    ("architecture", "below"),
    [
        ("cbow", {"a": "input", "b": "label"}),
        ("skip-gram", {"a": "label", "b": "input"}),
        ("both", {"a": "around", "b": "middle"}),
    ],
)
def test_the_picture_names_the_roles(architecture, below):
    picture = WindowSlider(["a", "b"], architecture=architecture).picture()
    texts = [text.get_text() for text in picture.figure.axes[0].texts]
    assert dict(zip(texts[::2], texts[1::2], strict=True)) == below
    assert "1 example)" in picture.title
    assert "1 examples" not in picture.title


@pytest.mark.parametrize(
    ("tokens", "window", "architecture", "message"),
    [
        ([], 2, "both", "empty"),
        (["a"], 0, "both", "window is 0"),
        (["a"], 6, "both", "window is 6"),
        (["a"], 2, "gpt", "architecture is 'gpt'"),
    ],
)
def test_bad_input_is_refused(tokens, window, architecture, message):
    with pytest.raises(ValueError, match=message):
        WindowSlider(tokens, window, architecture)

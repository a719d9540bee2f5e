from word2bert.explore import show_source
from word2bert.labels import skip_gram_examples
from word2bert.models import Block


def test_it_shows_the_code_of_the_library_and_where_it_stands() -> None:
    shown = show_source(skip_gram_examples).data
    assert shown.startswith("`word2bert/labels/windows.py`\n\n```python\ndef skip_gram_examples(")
    assert "for near in neighbours]" in shown
    assert shown.endswith("```")


def test_a_method_begins_at_the_left() -> None:
    shown = show_source(Block.forward).data
    assert shown.startswith("`word2bert/models/transformer.py`\n\n```python\ndef forward(\n    self,")
    assert "\n    return x, weights\n```" in shown

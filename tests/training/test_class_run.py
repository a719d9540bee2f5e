import pytest
import torch
from word2bert.models import GPT
from word2bert.text import small_world
from word2bert.training.class_run import ON_A_GPU, TOPICS, ClassRun, class_run


def test_the_machine_decides_how_large_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert class_run("cpu") == ClassRun()
    monkeypatch.setenv("WORD2BERT_DEVICE", "cuda")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    assert class_run() == ON_A_GPU


@pytest.mark.parametrize("run", [ClassRun(), ON_A_GPU])
def test_the_model_fits_its_text_and_its_schedule(run: ClassRun) -> None:
    config = run.config(vocab_size=100)
    assert config.hidden_size % config.num_attention_heads == 0
    assert config.max_position_embeddings == run.length
    assert config.hidden_dropout_prob == 0  # dropout is slow on a processor
    model = GPT(config)
    assert len(model.blocks) == run.num_hidden_layers
    assert model(torch.zeros(1, run.length, dtype=torch.int64))[0].shape == (1, run.length, 100)
    assert max(map(run.schedule, range(run.steps))) == pytest.approx(run.peak, rel=0.03)
    assert run.schedule(0) == pytest.approx(run.peak / run.warm_up)


def test_every_capital_is_one_piece_and_texts_are_cut() -> None:
    run = ClassRun(vocab_size=500, length=10)
    texts = [" ".join(document) for document in small_world.documents(100, topics=TOPICS)]
    wordpiece, ids = run.read(texts)
    assert all(wordpiece.pieces(capital) == [capital] for capital in small_world.capitals.values())
    assert max(map(len, ids)) == 10
    assert all(text[0] == wordpiece.id("[CLS]") and text[-1] == wordpiece.id("[SEP]") for text in ids)


def test_what_is_held_out_is_not_read() -> None:
    texts = [str(number % 57) for number in range(60)]
    read, unread = ClassRun().split(texts)
    assert read == texts[:57]
    assert unread == []
    texts = [str(number) for number in range(59)] + ["3"]
    read, unread = ClassRun().split(texts)
    assert (read, unread) == (texts[:57], ["57", "58"])
    assert ClassRun().split(["a", "b"]) == (["a"], ["b"])
    with pytest.raises(ValueError, match="there are 1 texts"):
        ClassRun().split(["a"])

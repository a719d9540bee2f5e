import pytest
import torch
from word2bert.labels.pretraining import WORDS
from word2bert.models import GPT, Bert
from word2bert.text import small_world
from word2bert.training.class_run import (
    BERT_ON_A_GPU,
    GPT_ON_A_GPU,
    GPT_TOPICS,
    LESSONS,
    BertRun,
    GPTRun,
    bert_run,
    gpt_run,
)


def test_the_machine_decides_how_large_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert gpt_run("cpu") == GPTRun()
    monkeypatch.setenv("WORD2BERT_DEVICE", "cuda")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    assert gpt_run() == GPT_ON_A_GPU


@pytest.mark.parametrize("run", [GPTRun(), GPT_ON_A_GPU])
def test_the_model_fits_its_text_and_its_schedule(run: GPTRun) -> None:
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
    run = GPTRun(vocab_size=500, length=10)
    texts = [" ".join(document) for document in small_world.documents(100, topics=GPT_TOPICS)]
    wordpiece, ids = run.read(texts)
    assert all(wordpiece.pieces(capital) == [capital] for capital in small_world.capitals.values())
    assert max(map(len, ids)) == 10
    assert all(text[0] == wordpiece.id("[CLS]") and text[-1] == wordpiece.id("[SEP]") for text in ids)


def test_what_is_held_out_is_not_read() -> None:
    texts = [str(number % 57) for number in range(60)]
    read, unread = GPTRun().split(texts)
    assert read == texts[:57]
    assert unread == []
    texts = [str(number) for number in range(59)] + ["3"]
    read, unread = GPTRun().split(texts)
    assert (read, unread) == (texts[:57], ["57", "58"])
    assert GPTRun().split(["a", "b"]) == (["a"], ["b"])
    assert GPTRun().split(texts, read=["0", "58"]) == (texts[:57], ["57"])
    with pytest.raises(ValueError, match="there are 1 texts"):
        GPTRun().split(["a"])


def test_a_document_is_held_out_as_a_text_is() -> None:
    documents = [[str(number), "."] for number in range(59)] + [["3", "."]]
    assert BertRun().split(documents) == (documents[:57], [["57", "."], ["58", "."]])


@pytest.mark.parametrize("run", [BertRun(), BERT_ON_A_GPU])
def test_the_bert_of_a_class(run: BertRun) -> None:
    config = run.config(vocab_size=60)
    assert config.hidden_dropout_prob == 0
    output = Bert(config)(torch.zeros(1, run.length, dtype=torch.int64))
    assert output.word_scores.shape == (run.length, 60)
    assert run.first_steps * (len(LESSONS) - 1) < run.steps / 2
    assert (bert_run("cpu"), BertRun().batch_size) == (BertRun(), 64)


def test_first_come_the_first_lessons() -> None:
    run = BertRun(vocab_size=400, batch_size=4, first_steps=3)
    lessons = [small_world.documents(count, topics=[name]) for name, count in zip(LESSONS, (30, 31, 32), strict=True)]
    wordpiece, ids = run.read(lessons)
    assert [len(documents) for documents in ids] == [30, 31, 32]
    assert [wordpiece.decode(sentence) for sentence in ids[2][0]] == [text.lower() for text in lessons[2][0]]
    batches = run.batches(ids, wordpiece)
    alone = [run.batches([documents], wordpiece) for documents in ids]
    for step in range(9):
        expected = alone[min(step // 3, 2)].at(4 * step)
        assert torch.equal(batches.at(4 * step).labels[WORDS], expected.labels[WORDS])
    assert len(run.batches(ids[2:], wordpiece)) == len(alone[2])

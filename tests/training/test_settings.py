"""The settings of a pretraining: those of the package, and what is said of wrong ones."""

import math
from pathlib import Path

import pytest
from word2bert.models import Bert
from word2bert.text import small_world
from word2bert.training import bert_schedule, warm_up_then_cosine
from word2bert.training.settings import Settings, TextSettings, TrainingSettings


def load(folder: Path, text: str) -> Settings:
    (folder / "a.toml").write_text(text, encoding="utf-8")
    return Settings.load(folder / "a.toml")


def test_the_package_has_settings_by_name() -> None:
    small, mini, base = (Settings.load(name) for name in ("small-bert", "bert-mini", "bert-base"))
    assert [sizes(settings) for settings in (small, mini, base)] == [
        (2, 768, 12, 3072, 512),
        (4, 256, 4, 1024, 512),
        (12, 768, 12, 3072, 512),
    ]
    assert (small.text.source, small.text.length, small.training.long_length) == ("small world", 128, 512)
    assert {*small_world.topics, "lesson 1", "lesson 2", "lesson 3"} <= {*(small.text.topics or [])}


def sizes(settings: Settings) -> tuple[int, ...]:
    config = settings.config(30_522)
    return (
        config.num_hidden_layers,
        config.hidden_size,
        config.num_attention_heads,
        config.intermediate_size,
        config.max_position_embeddings,
    )


def test_bert_base_is_trained_as_the_original() -> None:
    """Devlin et al. 2018, appendix A.2; the jump is that of its program."""
    settings = Settings.load("bert-base")
    training = settings.training
    assert training.batch_size * training.accumulate == 256
    assert (training.steps, training.short_steps, training.warm_up) == (1_000_000, 900_000, 10_000)
    assert (settings.text.length, training.long_length) == (128, 512)
    assert (training.optimizer, training.weight_decay, training.clip) == ("bert", 0.01, 1.0)
    assert settings.config(9).hidden_dropout_prob == 0.1
    rates = [training.rates()(step) for step in (0, 9_999, 10_000, 999_999)]
    assert rates == pytest.approx([0, 0.9999e-4, 0.99e-4, 1e-10])
    assert sum(weight.numel() for weight in Bert(settings.config(30_522)).parameters()) == 110_106_428


def test_a_file_wins_over_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small-bert").write_text("[training]\nsteps = 777\n", encoding="utf-8")
    assert Settings.load("small-bert").training.steps == 777


def test_neither_a_file_nor_a_name(tmp_path: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r"there is no .*big-bert.*itself has the settings bert-base, bert-mini, s"
    ):
        Settings.load("big-bert")
    (tmp_path / "a.toml").touch()
    with pytest.raises(FileNotFoundError, match=r"there is no .*b\.toml.*a\.toml"):
        Settings.load(tmp_path / "b.toml")


def test_what_is_not_said_is_as_in_the_classes(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Settings() == Settings(TextSettings(), {}, TrainingSettings())
    assert Settings().config(7).max_position_embeddings == 128
    assert load(tmp_path, "[training]\nlong_length = 200").config(7).max_position_embeddings == 200


def test_a_schedule_and_the_share_of_long_pairs(tmp_path: Path) -> None:
    training = load(
        tmp_path, '[training]\nsteps = 300\nschedule = "bert"\nlong_length = 256\nlong_share = 0.3'
    ).training
    assert [training.rates()(step) for step in (0, 50, 100)] == [bert_schedule(1e-3, 300, 100)(s) for s in (0, 50, 100)]
    assert training.short_steps == 210
    training = load(tmp_path, '[training]\nschedule = "cosine"\npeak = 0.5').training
    assert training.rates()(700) == warm_up_then_cosine(0.5, 1000, 100)(700)
    assert training.short_steps == 1000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[text]\nsorce = 'x'", r"has 'sorce' in \[text\], which is nothing: source"),
        ("[model]\nvocab_size = 3", r"has 'vocab_size' in \[model\]"),
        ("[trainig]\nsteps = 3", "has 'trainig', which is nothing: training"),
        ("steps 3", "is not TOML"),
        ("[training]\nsteps = 1e3", r"has steps = 1000\.0 in \[training\]: int is needed, such as 1000"),
        ("[training]\nbatch_size = true", r"has batch_size = True in \[training\]: int is needed, such as 32"),
        ("[training]\nprecision = 16", r"has precision = 16 in \[training\]: str \| None is needed, such as None"),
        ("[training]\nevaluate_every = 0", "evaluate_every is 0: it has to be at least 1"),
        ("[training]\nsteps = 0", "steps is 0: it has to be at least 1"),
        ("[training]\nbatch_size = 0", "batch_size is 0: it has to be at least 1"),
        ("[training]\naccumulate = -1", "accumulate is -1: it has to be at least 1"),
        ("[training]\nsave_every = 0", "save_every is 0: it has to be at least 1"),
        ("[training]\nclip = 0", r"clip is 0\.0: it is the length of the longest gradient"),
        ("[training]\nweight_decay = 1", r"weight_decay is 1\.0: it is from 0"),
        ("[training]\npeak = 0", r"peak is 0\.0: a learning rate is above 0"),
        ("[training]\nwarm_up = 1000", "warm_up is 1000 of 1000 steps: it has to end before the training does"),
        ("[training]\noptimizer = 'adam'", "optimizer is 'adam': it is one of 'adamw', 'muon', 'bert'"),
        ("[training]\nmuon_factor = 0", r"muon_factor is 0\.0: .* above 0"),
        ("[training]\nschedule = 'linear'", "schedule is 'linear': it is one of 'fall', 'cosine', 'bert'"),
        ("[training]\nprecision = 'float16'", "precision is 'float16'; it is one of 'bfloat16', 'float32'"),
        ("[training]\nlong_length = 128", "long_length is 128 and length 128: it has to be larger, or left out"),
        ("[training]\nlong_share = 1", r"long_share is 1\.0: a share of the steps, above 0 and below 1"),
        ("[training]\nlong_share = 0", r"long_share is 0\.0: a share"),
        ("[text]\ndocuments = 1", "documents is 1: it has to be at least 2"),
        ("[text]\nlength = 4", "length is 4: it has to be at least 5"),
        ("[text]\nshort = 1.5", "short is 1.5: a share of the pairs, from 0 to 1, such as 0.1"),
        ("[text]\nencoding = 'utf-88'", "encoding is 'utf-88', which Python does not know"),
        ("[model]\nhidden_size = 0", "hidden_size is 0: it has to be at least 1"),
        ("[model]\nhidden_size = 770", r"770 .* 12 heads"),
        ("[model]\nhidden_dropout_prob = 1.0", r"hidden_dropout_prob is 1\.0: it is from 0 to below 1"),
        ("[model]\nhidden_act = 'relu'", "hidden_act is 'relu': it is one of"),
        (
            "[model]\nmax_position_embeddings = 64",
            "pairs of 128 tokens, and max_position_embeddings is 64: make that a",
        ),
        ("[text]\nsource = 3", r"has source = 3 in \[text\]: str is needed, such as 'small world'"),
        ("[model]\nhidden_size = '768'", r"has hidden_size = '768' in \[model\]: int is needed, such as 768"),
    ],
)
def test_settings_that_are_none(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        Settings.load(tmp_path / "a.toml")


def test_a_whole_number_where_any_number_is_meant(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[training]\nclip = 2\n[model]\nhidden_dropout_prob = 0", encoding="utf-8")
    settings = Settings.load(tmp_path / "a.toml")
    assert (settings.training.clip, settings.model["hidden_dropout_prob"]) == (2.0, 0.0)
    assert type(settings.training.clip) is type(settings.model["hidden_dropout_prob"]) is float


def test_an_error_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"a\.toml: steps is 0"):
        load(tmp_path, "[training]\nsteps = 0")


def test_what_may_be(tmp_path: Path) -> None:
    text = "[text]\ndocuments = 2\nlength = 5\n[training]\nsteps = 1\nwarm_up = 0\nclip = inf\nlong_length = 6"
    settings = load(tmp_path, text + "\nbatch_size = 1\nevaluate_every = 1\nsave_every = 1")
    assert settings.training.clip == math.inf
    assert settings.config(9).max_position_embeddings == 6

"""Models in the format of Hugging Face: a folder with config.json, model.safetensors and, for the pieces, vocab.txt.

A `Form` says how they write a kind of model: the names of its settings and of its tensors. Nothing is ever unpickled.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import safetensors
import torch
from safetensors.torch import load_file
from safetensors.torch import save as bytes_from_tensors
from torch import Tensor, nn

from word2bert.errors import missing_path

CONFIG, TENSORS, PIECES = "config.json", "model.safetensors", "vocab.txt"
NEEDED = ("vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "max_position_embeddings")
SPECIAL = {"bos_token_id": "[CLS]", "eos_token_id": "[SEP]", "pad_token_id": "[PAD]"}
NOT_WEIGHTS = re.compile(r"(^|\.)(attn\.bias|attn\.masked_bias|position_ids)$")  # masks and counts in older files


@dataclass(frozen=True)
class Form:
    """How Hugging Face writes a kind of model. A module's name may hold {}, the number of a block."""

    model_type: str
    architecture: str
    settings: Mapping[str, str]  # our name -> theirs
    activations: tuple[str, Mapping[str, str]]  # their name of the setting; what they call a function -> what we do
    only: Mapping[str, Any]  # settings of theirs that we have in one form only; it is also theirs when nothing is said
    fixed: Mapping[str, Any]  # settings of ours that they do not write: it is this in every such model
    besides: Callable[[Any], dict[str, Any]]  # what else is written, from our configuration; it is not read
    modules: Mapping[str, tuple[str, ...]]  # theirs -> ours; several of ours are joined in one of theirs
    turned: frozenset[str] = frozenset()  # of theirs, those whose matrix is stored as (inputs, outputs)
    swapped: frozenset[str] = frozenset()  # of theirs, those whose two rows stand in the other order
    tied: Mapping[str, str] = field(default_factory=dict)  # tensors of theirs that may be left out: copies of others
    prefix: str = ""  # of most tensors; some files leave it out

    def pairs(self, blocks: int) -> Iterator[tuple[str, tuple[str, ...], Callable[[Tensor], Tensor]]]:
        """(their tensor, those of ours that it holds, the way from one to the other, which is also the way back), for a
        model with so many blocks."""
        for theirs, ours in self.modules.items():
            for block in range(blocks if "{}" in theirs else 1):
                for kind in ("weight", "bias"):
                    names = tuple(f"{name.format(block)}.{kind}" for name in ours)
                    yield f"{theirs.format(block)}.{kind}", names, self._way(theirs, kind)

    def _way(self, theirs: str, kind: str) -> Callable[[Tensor], Tensor]:
        if theirs in self.swapped:
            return lambda tensor: tensor.flip(0)
        return Tensor.t if theirs in self.turned and kind == "weight" else lambda tensor: tensor


@dataclass(frozen=True)
class Saved:
    """A model as it lies in a folder."""

    folder: Path
    form: Form
    settings: dict[str, Any]
    tensors: dict[str, Tensor]
    vocabulary: list[str] | None


# ---- what we have under their names, and the other way round


def our_settings(saved: Saved) -> dict[str, Any]:
    """The settings under our names. Raises ValueError for one that is missing, or that our models do not have."""
    form, theirs = saved.form, saved.settings
    setting, functions = form.activations
    missing = [form.settings[name] for name in NEEDED if form.settings[name] not in theirs]
    if missing:
        raise ValueError(f"{saved.folder / CONFIG} lacks {', '.join(missing)}")
    for name, value in form.only.items():
        if theirs.get(name, value) != value:
            raise ValueError(f"{saved.folder / CONFIG} has {name}={theirs[name]!r}: only {value!r} can be read here")
    activation = theirs.get(setting, next(iter(functions)))
    if activation not in functions:
        raise ValueError(f"{saved.folder / CONFIG} has {setting}={activation!r}: only {_list(functions)} can be read")
    ours = {name: theirs[other] for name, other in form.settings.items() if theirs.get(other) is not None}
    return {**ours, "hidden_act": functions[activation], **form.fixed}


def their_settings(form: Form, config: Any) -> dict[str, Any]:
    """The settings under their names. Raises ValueError for those that the form cannot hold."""
    ours = asdict(config)
    setting, functions = form.activations
    names = [name for name, function in functions.items() if function == config.hidden_act]
    if not names:
        raise ValueError(f"a {form.model_type} has hidden_act={_list(functions.values())}, not {config.hidden_act!r}")
    for name, value in form.fixed.items():
        if ours[name] != value:
            raise ValueError(f"a {form.model_type} has {name}={value!r}, not {ours[name]!r}")
    theirs = {other: ours[name] for name, other in form.settings.items()}
    return {**theirs, setting: names[0], **form.only, **form.besides(config)}


def our_tensors(saved: Saved, model: nn.Module) -> dict[str, Tensor]:
    """The tensors under our names, in float32. Raises ValueError unless they are those of the model, and no others."""
    form, file = saved.form, saved.folder / TENSORS
    left = {_today(name).removeprefix(form.prefix): tensor.float() for name, tensor in saved.tensors.items()}
    for copy, original in form.tied.items():
        other, table = left.pop(copy.removeprefix(form.prefix), None), left.get(original.removeprefix(form.prefix))
        if other is not None and (table is None or not torch.equal(other, table)):
            raise ValueError(f"{file}: {copy} differs from {original}, and here they are one and the same")
    shapes = {name: tensor.shape for name, tensor in model.state_dict().items()}
    ours: dict[str, Tensor] = {}
    missing = []
    for theirs, names, way in form.pairs(saved.settings[form.settings["num_hidden_layers"]]):
        if names[0] not in shapes:  # a table has no bias
            continue
        joined = left.pop(theirs.removeprefix(form.prefix), None)
        if joined is None:
            missing.append(theirs)
            continue
        joined = way(joined)
        rows = [shapes[name][0] for name in names]
        if joined.shape != (sum(rows), *shapes[names[0]][1:]):
            raise ValueError(
                f"{file}: {theirs} has a shape that does not fit the sizes in {CONFIG}, {tuple(joined.shape)}"
            )
        for name, part in zip(names, torch.split(joined, rows), strict=True):
            ours[name] = part.clone(memory_format=torch.contiguous_format)
    unknown = [name for name in left if not NOT_WEIGHTS.search(name)]
    if missing or unknown:
        raise ValueError(
            f"{file} does not hold a {form.architecture}: it lacks {_list(missing)}, and has besides {_list(unknown)}"
        )
    return ours


def their_tensors(form: Form, tensors: Mapping[str, Tensor], blocks: int) -> dict[str, Tensor]:
    """The tensors under their names, each in memory of its own."""
    theirs = {}
    for name, ours, way in form.pairs(blocks):
        if ours[0] in tensors:
            theirs[name] = way(torch.cat([tensors[part] for part in ours])).contiguous().cpu()
    return theirs


# ---- files


def save(folder: str | Path, form: Form, config: Any, tensors: Mapping[str, Tensor], pieces: list[str] | None) -> None:
    """Write config.json, model.safetensors and, where there are pieces, vocab.txt.

    They are written under another name first: when there is no room, the files before stay as they are.
    Raises ValueError for what the form cannot hold and for a piece with a line break, OSError when there is no room.
    """
    settings: dict[str, Any] = {"model_type": form.model_type, "architectures": [form.architecture]}
    settings |= their_settings(form, config)
    settings |= {name: pieces.index(piece) if pieces and piece in pieces else None for name, piece in SPECIAL.items()}
    if broken := [piece for piece in pieces or [] if "\n" in piece or "\r" in piece]:
        raise ValueError(f"the piece {broken[0]!r} does not fit on a line of {PIECES}")
    content = {TENSORS: bytes_from_tensors(their_tensors(form, tensors, config.num_hidden_layers), {"format": "pt"})}
    if pieces is not None:
        content[PIECES] = "".join(f"{piece}\n" for piece in pieces).encode()
    content[CONFIG] = f"{json.dumps(settings, indent=2)}\n".encode()
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as unfinished:
        for name, written in content.items():
            (Path(unfinished) / name).write_bytes(written)
        (folder / CONFIG).unlink(missing_ok=True)  # what is not whole has none
        (folder / PIECES).unlink(missing_ok=True)
        for name in content:  # the last is config.json
            (Path(unfinished) / name).replace(folder / name)


def read(source: str | Path | None, shipped: str, forms: Sequence[Form]) -> Saved:
    """The files of a folder, of a name on the Hugging Face hub, or (None) of the `shipped` model.

    Raises FileNotFoundError where there is none, ValueError for a kind of model that is not among the `forms`.
    """
    folder = find_folder(source, shipped)
    if not (folder / CONFIG).is_file():
        raise FileNotFoundError(f"{folder} holds no model: there is no {CONFIG}. A model's save(folder) writes one")
    try:
        settings = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{folder / CONFIG} is damaged ({error}): copy or save it again") from None
    kinds = {form.model_type: form for form in forms}
    form = kinds.get(settings.get("model_type"))
    if form is None:
        raise ValueError(f"{folder / CONFIG} has model_type={settings.get('model_type')!r}: it must be {_list(kinds)}")
    if not (folder / TENSORS).is_file():
        raise FileNotFoundError(
            f"{folder} has no {TENSORS}. An older pytorch_model.bin is pickled code and is not read; transformers "
            f"turns it into {TENSORS}: {form.architecture}.from_pretrained(FOLDER).save_pretrained(FOLDER)"
        )
    try:
        tensors = load_file(folder / TENSORS)  # they stay in the file until `our_tensors` copies them
    except safetensors.SafetensorError as error:
        raise ValueError(f"{folder / TENSORS} is damaged ({error}): copy or save it again") from None
    pieces = folder / PIECES
    vocabulary = pieces.read_text(encoding="utf-8-sig").removesuffix("\n").split("\n") if pieces.is_file() else None
    return Saved(folder, form, settings, tensors, vocabulary)


def find_folder(source: str | Path | None, shipped: str) -> Path:
    """Where a model lies: in the package (None), in a folder, which wins, or where the hub's copy is kept."""
    if source is None:
        folder = Path(str(files("word2bert") / "assets" / shipped))
        if not folder.is_dir():
            raise FileNotFoundError(f"the package holds no {shipped} ({folder} is not there): install it again")
        return folder
    if Path(source).is_dir():
        return Path(source)
    if isinstance(source, Path) or not re.fullmatch(r"\w[\w.-]*(/\w[\w.-]*)?", source) or Path(source).exists():
        raise missing_path(Path(source))
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(source, allow_patterns=[CONFIG, TENSORS, PIECES]))
    except (OSError, ValueError) as error:  # what the hub raises are OSErrors, and ValueErrors for strange names
        raise FileNotFoundError(
            f"there is no folder {Path(source).resolve()}, and the Hugging Face hub did not give {source!r} "
            f"({type(error).__name__}). With a network, check the name; without one, pass a folder with {CONFIG} and "
            f"{TENSORS}, or nothing at all for the model that ships with the course"
        ) from error


def _today(name: str) -> str:
    """What is called gamma and beta in older files, those of Google, is the weight and the bias of a norm."""
    return re.sub(r"\.beta$", ".bias", re.sub(r"\.gamma$", ".weight", name))


def _list(names: Any) -> str:
    """The first five, for an error."""
    shown = [repr(name) for name in names]
    return ", ".join(shown[:5]) + (f" and {len(shown) - 5} more" if len(shown) > 5 else "") or "nothing"


# ---- GPT-2, and GPT-1


def _gpt_modules(word: str, position: str) -> dict[str, tuple[str, ...]]:
    return {
        f"transformer.{word}": ("word",),
        f"transformer.{position}": ("position",),
        "transformer.h.{}.ln_1": ("blocks.{}.attention_norm",),
        "transformer.h.{}.attn.c_attn": tuple(f"blocks.{{}}.attention.{name}" for name in ("query", "key", "value")),
        "transformer.h.{}.attn.c_proj": ("blocks.{}.attention.output",),
        "transformer.h.{}.ln_2": ("blocks.{}.feed_forward_norm",),
        "transformer.h.{}.mlp.c_fc": ("blocks.{}.feed_forward.up",),
        "transformer.h.{}.mlp.c_proj": ("blocks.{}.feed_forward.down",),
    }


_GPT_SETTINGS = {
    "vocab_size": "vocab_size",
    "hidden_size": "n_embd",
    "num_hidden_layers": "n_layer",
    "num_attention_heads": "n_head",
    "max_position_embeddings": "n_positions",
    "layer_norm_eps": "layer_norm_epsilon",
    "hidden_dropout_prob": "resid_pdrop",
    "initializer_range": "initializer_range",
}
_GPT_TURNED = frozenset(
    f"transformer.h.{{}}.{name}" for name in ("attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj")
)

GPT_2 = Form(
    model_type="gpt2",
    architecture="GPT2LMHeadModel",
    settings={**_GPT_SETTINGS, "intermediate_size": "n_inner"},
    activations=("activation_function", {"gelu_new": "gelu_new", "gelu": "gelu", "gelu_pytorch_tanh": "gelu_new"}),
    only={
        "scale_attn_weights": True,
        "scale_attn_by_inverse_layer_idx": False,
        "add_cross_attention": False,
        "tie_word_embeddings": True,
    },
    fixed={"norm_first": True},
    besides=lambda config: {"embd_pdrop": config.hidden_dropout_prob, "attn_pdrop": 0.0},
    modules={**_gpt_modules("wte", "wpe"), "transformer.ln_f": ("norm",)},
    turned=_GPT_TURNED,
    tied={"lm_head.weight": "transformer.wte.weight"},
    prefix="transformer.",
)
GPT_1 = Form(
    model_type="openai-gpt",
    architecture="OpenAIGPTLMHeadModel",
    settings=_GPT_SETTINGS,
    activations=("afn", {"gelu": "gelu_new"}),  # what is called gelu there is the formula close to it
    only={"tie_word_embeddings": True},
    fixed={"norm_first": False},
    besides=lambda config: {"embd_pdrop": config.hidden_dropout_prob, "attn_pdrop": 0.0},
    modules=_gpt_modules("tokens_embed", "positions_embed"),
    turned=_GPT_TURNED,
    tied={"lm_head.weight": "transformer.tokens_embed.weight"},
    prefix="transformer.",
)


# ---- BERT

BERT = Form(
    model_type="bert",
    architecture="BertForPreTraining",
    settings={
        name: name
        for name in (
            "vocab_size",
            "hidden_size",
            "num_hidden_layers",
            "num_attention_heads",
            "intermediate_size",
            "max_position_embeddings",
            "type_vocab_size",
            "layer_norm_eps",
            "hidden_dropout_prob",
            "initializer_range",
        )
    },
    activations=("hidden_act", {"gelu": "gelu", "gelu_new": "gelu_new", "gelu_pytorch_tanh": "gelu_new"}),
    only={"is_decoder": False, "add_cross_attention": False, "tie_word_embeddings": True},
    fixed={"norm_first": False},
    besides=lambda config: {"attention_probs_dropout_prob": 0.0},
    modules={
        "bert.embeddings.word_embeddings": ("transformer.embeddings.word",),
        "bert.embeddings.position_embeddings": ("transformer.embeddings.position",),
        "bert.embeddings.token_type_embeddings": ("transformer.embeddings.segment",),
        "bert.embeddings.LayerNorm": ("transformer.embeddings.norm",),
        "bert.encoder.layer.{}.attention.self.query": ("transformer.blocks.{}.attention.query",),
        "bert.encoder.layer.{}.attention.self.key": ("transformer.blocks.{}.attention.key",),
        "bert.encoder.layer.{}.attention.self.value": ("transformer.blocks.{}.attention.value",),
        "bert.encoder.layer.{}.attention.output.dense": ("transformer.blocks.{}.attention.output",),
        "bert.encoder.layer.{}.attention.output.LayerNorm": ("transformer.blocks.{}.attention_norm",),
        "bert.encoder.layer.{}.intermediate.dense": ("transformer.blocks.{}.feed_forward.up",),
        "bert.encoder.layer.{}.output.dense": ("transformer.blocks.{}.feed_forward.down",),
        "bert.encoder.layer.{}.output.LayerNorm": ("transformer.blocks.{}.feed_forward_norm",),
        "bert.pooler.dense": ("pooler",),
        "cls.predictions": ("word_head",),  # its bias
        "cls.predictions.transform.dense": ("word_head.transform",),
        "cls.predictions.transform.LayerNorm": ("word_head.norm",),
        "cls.seq_relationship": ("pair_head",),
    },
    swapped=frozenset({"cls.seq_relationship"}),  # theirs: 0 is next, 1 is not; ours: 0 not continuous, 1 continuous
    tied={
        "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
        "cls.predictions.decoder.bias": "cls.predictions.bias",
    },
    prefix="bert.",
)

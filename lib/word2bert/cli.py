"""The command word2bert: what takes longer than a lesson."""

import argparse
import signal
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def main(arguments: Sequence[str] | None = None) -> None:
    """word2bert pretrain --config NAME or FILE.toml --output FOLDER [--start FOLDER] [--resume] [--processes 4]
    word2bert features --model NAME or FOLDER --input FILE.txt --output FILE.npz [--layer -2] [--pool cls]"""
    parser = argparse.ArgumentParser(prog="word2bert", description="What takes longer than a lesson.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    pretrain = commands.add_parser("pretrain", help="pretrain a BERT", description=_pretrain.__doc__)
    pretrain.add_argument(
        "--config",
        required=True,
        help="a TOML file with [text], [model] and [training], or a name: small-bert (then small-bert-long and "
        "small-bert-lengths, with --start), bert-mini, bert-base",
    )
    pretrain.add_argument("--output", required=True, help="a folder for model, tokens, checkpoints and log.jsonl")
    pretrain.add_argument("--start", help="the folder of a model to begin with; random numbers without it")
    pretrain.add_argument("--resume", action="store_true", help="go on from the newest checkpoint")
    pretrain.add_argument("--device", help="cpu, cuda, cuda:1 or mps; the best one without it")
    pretrain.add_argument("--processes", type=int, default=1, help="so many on this machine, one for each GPU")
    pretrain.set_defaults(run=_pretrain)
    features = commands.add_parser("features", help="turn texts into vectors", description=_features.__doc__)
    features.add_argument(
        "--model", help="a folder, or a name on the Hugging Face hub; small-bert, which ships, without"
    )
    features.add_argument("--input", required=True, help="a text file (UTF-8) with a text in each line")
    features.add_argument("--output", required=True, help="a file .npz, to be read with numpy.load")
    features.add_argument(
        "--layer", type=int, default=-1, help="0: embeddings; l: after block l; -1, the last, without"
    )
    features.add_argument("--pool", choices=["cls", "mean", "none"], default="mean", help="mean without it")
    features.add_argument("--long", choices=["cut", "windows"], default="cut", help="what is read of long texts; cut")
    features.add_argument("--batch-size", type=int, default=32, help="texts that are read at a time; 32 without it")
    features.add_argument("--device", help="cpu, cuda, cuda:1 or mps; the best one without it")
    features.set_defaults(run=_features)
    given = parser.parse_args(arguments)
    try:
        given.run(given)
    except (ValueError, OSError, ImportError, FloatingPointError, MemoryError) as error:
        sys.exit(f"word2bert: {error}")


def capitals(model: Any) -> dict[str, Any]:
    """For how many countries it names the capital: (right, asked), of those seen and those held out."""
    from word2bert.explore import capitals_right

    return {"capitals": capitals_right(model)}


def _pretrain(given: argparse.Namespace) -> None:
    """Pretrain a BERT from settings: alone, with --processes, or as one of those that torchrun or accelerate start."""
    from word2bert.training.pretraining import pretrain, pretrain_on
    from word2bert.training.settings import SMALL_WORLD, Settings

    settings = Settings.load(given.config)
    ask = capitals if settings.text.source == SMALL_WORLD else None
    before = signal.signal(signal.SIGTERM, _ended)
    try:
        if given.processes == 1:
            pretrain(settings, given.output, given.resume, given.device, ask=ask, start=given.start)
        else:
            pretrain_on(given.processes, settings, given.output, given.resume, given.device, ask=ask, start=given.start)
    finally:
        signal.signal(signal.SIGTERM, before)


def _features(given: argparse.Namespace) -> None:
    """Write the vectors of texts to a file: `features` (texts, width), or with --pool none those of all tokens, text
    after text, and `tokens`, how many each text has; besides `model`, `layer`, `pool` and `long`."""
    import numpy as np

    from word2bert.errors import missing_path
    from word2bert.explore.features import features, layer_number
    from word2bert.models import Bert

    output, pool = Path(given.output), None if given.pool == "none" else given.pool
    if output.suffix != ".npz":
        raise ValueError(f"output is {given.output!r}: the name of a file that ends in .npz")
    if not output.parent.is_dir():
        raise missing_path(output.parent)
    texts, model = _lines(Path(given.input)), Bert.load(given.model)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        found = features(model, texts, given.layer, pool, given.long, given.batch_size, given.device)
    for warning in warned:
        print(f"word2bert: {warning.message}", file=sys.stderr)
    about: dict[str, Any] = {"model": given.model or "small-bert", "layer": layer_number(model, given.layer)}
    about |= {"pool": given.pool, "long": given.long}
    if pool is None:
        about |= {"tokens": [len(vectors) for vectors in found]}
        found = np.concatenate(found)
    unfinished = output.with_suffix(".unfinished")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, features=found, **about)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)


def _lines(path: Path) -> list[str]:
    """The lines of a text file; a byte order mark is no text."""
    from word2bert.errors import missing_path

    if not path.exists():
        raise missing_path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 ({error}); save it as UTF-8") from None
    return text.removesuffix("\n").split("\n") if text else []


def _ended(number: int, frame: object) -> None:
    """torchrun ends the other processes in this way when one has failed, and so does a machine that is shut down."""
    from word2bert.training.processes import GO_ON

    sys.exit(f"word2bert: ended from outside ({signal.Signals(number).name}); {GO_ON}")


if __name__ == "__main__":
    main()

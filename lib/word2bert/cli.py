"""The command word2bert: what takes longer than a lesson."""

import argparse
import signal
import sys
from collections.abc import Sequence
from typing import Any


def main(arguments: Sequence[str] | None = None) -> None:
    """word2bert pretrain --config NAME or FILE.toml --output FOLDER [--start FOLDER] [--resume] [--processes 4]"""
    parser = argparse.ArgumentParser(prog="word2bert", description="What takes longer than a lesson.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    pretrain = commands.add_parser("pretrain", help="pretrain a BERT", description=_pretrain.__doc__)
    pretrain.add_argument(
        "--config",
        required=True,
        help="a TOML file with [text], [model] and [training], or small-bert, small-bert-long, bert-mini or bert-base",
    )
    pretrain.add_argument("--output", required=True, help="a folder for model, tokens, checkpoints and log.jsonl")
    pretrain.add_argument("--start", help="the folder of a model to begin with; random numbers without it")
    pretrain.add_argument("--resume", action="store_true", help="go on from the newest checkpoint")
    pretrain.add_argument("--device", help="cpu, cuda, cuda:1 or mps; the best one without it")
    pretrain.add_argument("--processes", type=int, default=1, help="so many on this machine, one for each GPU")
    pretrain.set_defaults(run=_pretrain)
    given = parser.parse_args(arguments)
    before = signal.signal(signal.SIGTERM, _ended)
    try:
        given.run(given)
    except (ValueError, OSError, ImportError, FloatingPointError, MemoryError) as error:
        sys.exit(f"word2bert: {error}")
    finally:
        signal.signal(signal.SIGTERM, before)


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
    if given.processes == 1:
        pretrain(settings, given.output, given.resume, given.device, ask=ask, start=given.start)
    else:
        pretrain_on(given.processes, settings, given.output, given.resume, given.device, ask=ask, start=given.start)


def _ended(number: int, frame: object) -> None:
    """torchrun ends the other processes in this way when one has failed, and so does a machine that is shut down."""
    from word2bert.training.processes import GO_ON

    sys.exit(f"word2bert: ended from outside ({signal.Signals(number).name}); {GO_ON}")


if __name__ == "__main__":
    main()

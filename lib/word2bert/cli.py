"""The command word2bert: what takes longer than a lesson."""

import argparse
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """word2bert pretrain --config FILE.toml --output FOLDER [--resume]"""
    parser = argparse.ArgumentParser(prog="word2bert", description="What takes longer than a lesson.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    pretrain = commands.add_parser("pretrain", help="pretrain a BERT", description=_pretrain.__doc__)
    pretrain.add_argument("--config", required=True, help="a TOML file with [text], [model] and [training]")
    pretrain.add_argument("--output", required=True, help="a folder for model, tokens, checkpoints and log.jsonl")
    pretrain.add_argument("--resume", action="store_true", help="go on from the newest checkpoint")
    pretrain.add_argument("--device", help="cpu, cuda, cuda:1 or mps; the best one without it")
    pretrain.set_defaults(run=_pretrain)
    given = parser.parse_args(arguments)
    try:
        given.run(given)
    except (ValueError, OSError, FloatingPointError, MemoryError) as error:
        sys.exit(f"word2bert: {error}")


def _pretrain(given: argparse.Namespace) -> None:
    """Pretrain a BERT from a file of settings: by itself, or as one of many processes that torchrun starts."""
    from word2bert.training.pretraining import Settings, pretrain

    pretrain(Settings.load(given.config), given.output, given.resume, given.device)


if __name__ == "__main__":
    main()

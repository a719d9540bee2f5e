"""Draws the twenty gaps of notebook 03 anew.

python -m word2bert.assets.gaps
"""

from pathlib import Path

from word2bert.explore.twenty_gaps import as_json, small_world_gaps


def main() -> None:
    """Write gaps.json."""
    path = Path(__file__).parent / "gaps.json"
    path.write_text(as_json(small_world_gaps()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

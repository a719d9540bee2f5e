"""Every benchmark, and what each said as a section of docs/benchmarks.md: `python3 start.py bench` runs this.

python benchmarks/everything.py            all of them, some hours
python benchmarks/everything.py features   this one; the other sections stay as they are

A section stands between two comments with its name. It is replaced only when its benchmark has ended well.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "docs" / "benchmarks.md"

# what a section is called, and the scripts that write it
SECTIONS = {
    "series": ("The series itself: seconds and memory", ["notebooks.py"]),
    "word-vectors": ("Word vectors beside gensim", ["word_vectors.py", "word_vectors.py --grow"]),
    "stream": ("Word vectors from the disk", ["word_vectors.py --stream 10", "word_vectors.py --stream 100"]),
    "attention": ("Attention as the text grows", ["attention.py"]),
    "gpt": (
        "Training a GPT beside Hugging Face's GPT2LMHeadModel",
        ["training.py --documents 4000"],
    ),
    "bert": (
        "Training a BERT beside Hugging Face's BertForPreTraining",
        ["bert_training.py", "bert_training.py --cost"],
    ),
    "features": ("Loading a BERT and making features", ["features.py"]),
    "widgets": ("Attention maps in a browser", ["widgets.py"]),
    "small-world": ("Small World", ["small_world.py", "small_world.py --memory"]),
}


def main(chosen: list[str]) -> int:
    if unknown := [name for name in chosen if name not in SECTIONS]:
        print(f"There is no benchmark {unknown[0]!r}; there are: {', '.join(SECTIONS)}.")
        return 2
    failed = [name for name in chosen or SECTIONS if not measured(name)]
    for name in failed:
        print(f"FAILED: {name}; its section stays as it was. Again: python3 start.py bench {name}")
    return 1 if failed else 0


def measured(name: str) -> bool:
    """Run the scripts of a section, and write it if all of them end well."""
    title, scripts = SECTIONS[name]
    said = []
    began = time.perf_counter()
    for script in scripts:
        print(f"=== {script}", flush=True)
        command = [sys.executable, "-X", "utf8", *f"benchmarks/{script}".split()]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
        if done.returncode:
            return False
        said.append(done.stdout.strip())
    minutes, commands = (
        (time.perf_counter() - began) / 60,
        " and ".join(f"`python benchmarks/{each}`" for each in scripts),
    )
    again = f"Run it again: `python3 start.py bench {name}` ({minutes:.0f} min here), which is {commands}."
    REPORT.write_text(replaced(REPORT.read_text("utf-8"), name, "\n\n".join([f"## {title}", *said, again])), "utf-8")
    return True


def replaced(report: str, name: str, section: str) -> str:
    """The report with this section in the place of the old one. Raises ValueError where it has no such place."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
    if not re.search(pattern, report, re.DOTALL):
        raise ValueError(f"{REPORT} has no comments <!-- {name} --> and <!-- end of {name} -->, where the section goes")
    return re.sub(pattern, lambda found: f"{found[1]}\n{section}\n\n{found[2]}", report, flags=re.DOTALL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

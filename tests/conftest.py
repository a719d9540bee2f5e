"""Every test runs with the shapes in the annotations checked, on the CPU, without a screen."""

import os

os.environ["WORD2BERT_DEVICE"] = "cpu"
os.environ["MPLBACKEND"] = "Agg"

from jaxtyping import install_import_hook

install_import_hook("word2bert", "typechecker.check")  # before the first import of the package, or it does nothing

"""The trained models that ship with the package, and how each was made: `python -m word2bert.assets.make`."""

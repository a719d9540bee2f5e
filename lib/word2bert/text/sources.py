"""Documents from files and folders, from Python's own documentation, and from the Hugging Face hub."""

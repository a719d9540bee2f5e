import pytest
from word2bert.figures import card


@pytest.fixture(autouse=True, scope="session")
def coarse():
    """Few dots an inch: what is tested here does not depend on them, and drawing takes a third of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(card, "DOTS", 40)
        yield

"""The slice of notes: texts of all chapters, and between their sentences what a pupil notes about some country.

A model that only reads short lessons knows a capital there, and nowhere else. Here a fact may stand anywhere, also in
the middle of a long text about something else.
"""

from word2bert.text.small_world import countries, everyday, nature, people, stories
from word2bert.text.small_world.draw import Draw

SHORT_TEXTS = (countries.write, nature.write, people.write, everyday.write, stories.write)
ON_TOURS = 0.15  # share of the texts that are long
NOTED = 0.35  # share of the sentences that a note follows


def write(draw: Draw) -> list[str]:
    """A text of a chapter, and after some of its sentences a note on any country."""
    text = countries.write_tour(draw) if draw.chance(ON_TOURS) else draw.one(SHORT_TEXTS)(draw)
    lines = []
    for sentence in text:
        lines.append(sentence)
        if draw.chance(NOTED):
            lines.append(countries.note(draw))
    return lines

"""Where a sentence ends: a few rules for languages written with . ! ? and for Chinese and Japanese."""

# ruff: noqa: RUF001, RUF002  (the signs of other scripts are meant)

import re
from itertools import pairwise

# A stop, perhaps several (?! or ...), and the quotation marks and brackets closed after it.
# Chinese and Japanese stops end a sentence wherever they stand; the others need a space, or the end, after them.
_STOP = re.compile(
    r"""
    [。！？｡]+ [”’」』）》】"']* |
    [!?]+ (?=[\u3040-\u9fff]) |
    (?P<stop> [.!?…।؟۔]+ (?:\ [.!?…]+)* ) ["'”’»)\]]* (?=\ |$)
    """,
    re.VERBOSE,
)
_OPENERS = " \"'“‘«([¿¡*_"

# Never the last word of a sentence: a name follows, or an example.
_BEFORE_A_NAME = re.compile(
    r"mrs?|ms|messrs|dr|prof|sen|reps?|gov|gen|col|lt|sgt|capt|cmdr|adm|hon|rev|pres|supt|"
    r"e\.g|i\.e|viz|cf|vs|approx|ca"
)
# Abbreviations only before a number: "No. 5", but "He said no."
_BEFORE_A_NUMBER = re.compile(
    r"nos?|vols?|pp?|ch|chap|sec|art|figs?|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec",
)
# May be the last word of a sentence, as U.S. and all initials may: the next word has to tell.
_PERHAPS_LAST = re.compile(r"st|mt|jr|sr|inc|ltd|co|corp|bros|dept|univ")
_INITIALS = re.compile(r"[^\W\d_]|([^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_FIRST_WORD = re.compile(
    r"""(A|After|All|Also|Although|An|And|As|At|Because|Before|But|By|Each|Every|For|From|He|Her|Here|His|How|However|I|If
    |In|Is|It|Its|Let|Many|More|Most|My|No|Nor|Not|Now|Of|On|One|Or|Our|She|Since|So|Some|Such|That|The|Their|Then|There
    |These|They|This|Those|Though|Through|Thus|To|Today|Under|Until|We|What|When|Where|Which|While|Who|Why|With|Yet|You
    |Your)\b(?![.'’-][A-Z]|\.)""",
    re.VERBOSE,
)
_LIST_MARK = re.compile(r"[(]?(\d{1,3}|[A-Za-z]|[IVXivx]{1,5})")


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each in one line: `["It is 3.5 m.", "Dr. J. F. Li left the U.S. in May."]`.

    A stop ends a sentence unless a small letter or a comma follows, or it belongs to a title (Dr.), an initial (J. F.),
    an abbreviation before a number (No. 5) or a list's mark (1.). After U.S., Inc. and the like the next word decides:
    "The" begins a sentence, "Senate" does not. Chinese: 。！？ with the quotation marks after them.
    What has neither letters nor digits is left out.
    """
    text = " ".join(text.split())
    has_capitals = text != text.lower()
    ends = [0]
    for stop in _STOP.finditer(text):
        if not stop["stop"] or _ends(text, ends[-1], stop, has_capitals):
            ends.append(stop.end())
    sentences = [text[start:end].strip() for start, end in pairwise([*ends, len(text)])]
    return [sentence for sentence in sentences if any(map(str.isalnum, sentence))]


def _ends(text: str, start: int, stop: re.Match[str], has_capitals: bool) -> bool:
    """Whether the sentence that begins at `start` ends with this stop."""
    after = text[stop.end() : stop.end() + 40].lstrip(_OPENERS)
    if after and (after[0] in ",;:-–—" or (has_capitals and after[0].islower())):
        return False
    if stop["stop"] != ".":
        return True
    if stop.start() - start < 6 and _LIST_MARK.fullmatch(text[start : stop.start()].strip()):
        return False
    word = text[max(start, stop.start() - 20) : stop.start()].rpartition(" ")[2].lstrip(_OPENERS).lower()
    if _BEFORE_A_NAME.fullmatch(word):
        return False
    if _BEFORE_A_NUMBER.fullmatch(word):
        return not after[:1].isdigit()
    if _PERHAPS_LAST.fullmatch(word) or _INITIALS.fullmatch(word):
        return not after or bool(_FIRST_WORD.match(after))
    return True

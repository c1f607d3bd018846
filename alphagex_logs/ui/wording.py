"""Text from the logs, made safe for the places where Streamlit reads Markdown, and names made safe for element keys."""

from __future__ import annotations

import re
import zlib

_MARKS = re.compile(r"((?<!\w)_|_(?!\w)|[!-,./:-@\[-^`{-~])")
_BREAKS = re.compile(r"\s+")
_NO_KEY = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """The text on one line, with every mark escaped: it reads as it is, never as Markdown, a directive or a formula.

    Hyphens, and underscores inside words, mean nothing there and stay, so that names stay names.
    """
    return _MARKS.sub(r"\\\1", _BREAKS.sub(" ", text))


def counted(number: int, one: str, many: str = "") -> str:
    """`1 loss`, `1,204 losses`: without `many`, an s is added."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def unseen(words: str) -> str:
    """Words in the label of a button that only screen readers say: they tell it from the others that look alike. The stylesheet hides them."""
    return f"*{plain(words)}*"


def slug(text: str) -> str:
    """`hit_rate` of `Hit rate`: a name that can stand in an element's key."""
    return _NO_KEY.sub("_", text.lower()).strip("_")


def key_of(label: str) -> str:
    """`ares` of `ARES`: an element's key for a label from the data. Other texts than capitals get a checksum, or `a b` and `A.B` would be one key."""
    short = slug(label)
    return short if short and label == short.upper() else f"{short}_{zlib.crc32(label.encode()):08x}"

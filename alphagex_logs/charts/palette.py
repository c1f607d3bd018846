"""The colours of AlphaGEX Logs, for charts and for the page around them: one dark and one light set, chosen by number.

Bots keep the hues by which people know them, tuned in OKLCH to one lightness (within 0.06) and held apart for red-, green- and blue-blind
eyes alike. Gain is blue and loss vermilion, never green and red. The nine categories alternate between a dark and a light tier, so that
neighbours in a stack differ even without hue. `tests/charts/test_palette.py` measures all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Theme = Literal["light", "dark"]

TEXT_FONT = "Figures, Inter, system-ui, sans-serif"  # "Figures" is JetBrains Mono for digits alone: every number is tabular
NUMBER_FONT = "JetBrains Mono, ui-monospace, monospace"

TOTAL = "TOTAL"  # the series that sums all bots
BOTS = ("PHOENIX", "ATLAS", "ARES", "HERMES", "ORACLE")
CATEGORIES = ("trading", "ml", "oracle", "autonomous", "psychology", "wheel", "gex", "ai", "system")


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells a bot apart without colour: the symbol of its points, the dash of its line, and the same symbol as text."""

    symbol: str
    dash: str
    glyph: str


MARKS: Mapping[str, Mark] = MappingProxyType(
    {
        "PHOENIX": Mark("triangle-up", "solid", "▲"),
        "ATLAS": Mark("square", "7px,2px", "■"),
        "ARES": Mark("circle", "solid", "●"),
        "HERMES": Mark("diamond", "3px,2px", "◆"),
        "ORACLE": Mark("star", "9px,2px,2px,2px", "★"),
        TOTAL: Mark("circle", "solid", "━"),
    }
)
OTHER_MARK = Mark("x", "2px,2px", "✕")


@dataclass(frozen=True, slots=True)
class Palette:
    """One look. Text colours reach 4.5:1 and marks 3:1 on `page` and on `panel`; `border` and `grid` are furniture and may be fainter."""

    page: str
    panel: str
    text: str
    quiet: str
    faint: str
    zero: str
    border: str
    grid: str
    accent: str
    gain: str
    loss: str
    neutral: str
    bots: Mapping[str, str]
    categories: Mapping[str, str]
    diverging: tuple[str, str, str, str, str]  # large loss, loss, zero, gain, large gain

    def bot(self, name: str | None) -> str:
        """The colour of a bot; the total is text, a bot that nobody knows is grey."""
        return self.text if name == TOTAL else self.bots.get(name or "", self.neutral)

    def part(self, name: str) -> str | None:
        """The colour that a category, a bot, a level or a result has everywhere; None for a label that has none."""
        return next((colours[name] for colours in (self.categories, self.bots, self.levels, self.results) if name in colours), None)

    @property
    def sequence(self) -> tuple[str, ...]:
        """Colours for labels without one, neighbours well apart; a label more than these is one too many to be told by colour."""
        return tuple(self.categories.values())[:-1]

    def by_sign(self, value: float) -> str:
        """Gain, loss or neither."""
        if value > 0:
            return self.gain
        return self.loss if value < 0 else self.neutral

    def on_scale(self, share: float) -> str:
        """The colour of the diverging scale at a share from -1 to 1, mixed as plotly mixes it; beyond the ends, the ends."""
        place = (min(max(share, -1.0), 1.0) + 1) * 2
        lower = min(int(place), 3)
        low, high = (bytes.fromhex(colour[1:]) for colour in self.diverging[lower : lower + 2])
        return "#" + bytes(round(a + (b - a) * (place - lower)) for a, b in zip(low, high, strict=True)).hex().upper()

    @property
    def results(self) -> Mapping[str, str]:
        """The colours of win, loss, scratch, unmapped and open."""
        return {"win": self.gain, "loss": self.loss, "scratch": self.neutral, "unmapped": self.faint, "open": self.border}

    @property
    def levels(self) -> Mapping[str, str]:
        """The colours of log levels, the worst the loudest."""
        return {"DEBUG": self.neutral, "INFO": self.quiet, "WARNING": self.categories["ml"], "ERROR": self.loss, "CRITICAL": self.categories["gex"]}


def _named(names: tuple[str, ...], colours: str) -> Mapping[str, str]:
    return MappingProxyType(dict(zip(names, colours.split(), strict=True)))


LIGHT = Palette(
    page="#FFFFFF",
    panel="#F3F5F7",
    text="#15191E",
    quiet="#4A545F",
    faint="#65707B",
    zero="#7A848E",
    border="#DDE1E6",
    grid="#EBEEF1",
    accent="#1D4E89",
    gain="#1668C1",
    loss="#C4470F",
    neutral="#7F8993",
    bots=_named(BOTS, "#CC7600 #0F82FA #BF3226 #A534B5 #008170"),
    categories=_named(CATEGORIES, "#3C58A5 #9F7115 #1D4826 #8483CC #70560E #199C95 #5A235B #C6785E #4A5055"),
    diverging=("#A83A08", "#E8A583", "#E3E7EB", "#8DB6E3", "#0F55A3"),
)
DARK = Palette(
    page="#0D1116",
    panel="#161C23",
    text="#E4E8EC",
    quiet="#A5AFBA",
    faint="#8E99A4",
    zero="#78838E",
    border="#2A323B",
    grid="#1D242C",
    accent="#79B4EC",
    gain="#5AA2F5",
    loss="#F07A45",
    neutral="#76818C",
    bots=_named(BOTS, "#F79420 #4F8BFA #EB5340 #BBA6E8 #2BCB94"),
    categories=_named(CATEGORIES, "#3D93D1 #E9A329 #4D7853 #D1C9FF #A58506 #74BBCB #8E538E #FEC1AB #7F858C"),
    diverging=("#FF8F5E", "#9A4E2C", "#272F38", "#2F5F94", "#74B4FF"),
)
PALETTES: Mapping[Theme, Palette] = MappingProxyType({"light": LIGHT, "dark": DARK})


def mark_of(name: str | None) -> Mark:
    """The symbol and dash of a bot."""
    return MARKS.get(name or "", OTHER_MARK)


def luminance(colour: str) -> float:
    """The relative luminance of `#RRGGBB`, 0 to 1. Source: WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21. Source: WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ink(background: str) -> str:
    """Black or white, whichever is easier to read on the colour; it always reaches 4.5:1."""
    return max(("#000000", "#FFFFFF"), key=lambda colour: contrast(colour, background))


def translucent(colour: str, alpha: float) -> str:
    """`#RRGGBB` as `rgba(...)` with an opacity from 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"

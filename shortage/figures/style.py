"""How figures look, as data: palette, line styles, sizes. Colours are the UK Analysis Function's (open government licence).

Every colour has at least 3:1 contrast to white; lines differ in dash as well, so that grey print stays readable.
"""

from __future__ import annotations

from dataclasses import dataclass

INK = "#1A1A1A"
SOFT = "#595959"
GRID = "#D6D6D6"
FOCUS_GREY = "#8C8C8C"
PALETTE = ("#12436D", "#F46A25", "#801650", "#28A197", "#3D3D3D", "#A285D1")
DASHES = ("solid", "dashed", "dotted", "dashdot")
FONT = "DejaVu Sans"

# The same branch has the same colour on every page.
SLOTS = {"B-F": 0, "F": 1, "C": 2, "J": 3, "A-U": 4, "Q": 5, "NL": 0, "DE": 1, "BE": 2, "hbo": 0, "wo": 1, "mbo": 2}


@dataclass(frozen=True)
class Size:
    """A preset: pixels of the file, the resolution written into it, and layout pixels (96 to the inch)."""

    width: int
    height: int
    dpi: int
    layout_width: float

    @property
    def scale(self) -> float:
        """File pixels per layout pixel."""
        return self.width / self.layout_width

    @property
    def layout_height(self) -> float:
        """Height in layout pixels."""
        return self.height / self.scale


SIZES = {
    "note": Size(1878, 1181, 300, 601.0),
    "slide": Size(1920, 1080, 192, 672.0),
    "square": Size(1080, 1080, 144, 480.0),
}


@dataclass(frozen=True)
class Look:
    """Colour and dash of a series."""

    colour: str
    dash: str


def looks(spec_series: list[str], roles: dict[str, str], highlight: tuple[str, ...] = ()) -> dict[str, Look]:
    """Return the look of each series: known names keep their slot, others take the first that is free."""
    known = [name.split("|")[0].split(":")[0] for name in spec_series]
    taken = {SLOTS[name] for name in known if name in SLOTS}
    free = [slot for slot in range(len(PALETTE)) if slot not in taken]
    used: set[int] = set()
    made: dict[str, Look] = {}
    for place, (series, name) in enumerate(zip(spec_series, known, strict=True)):
        if (highlight and series not in highlight) or roles.get(series) == "context":
            made[series] = Look(FOCUS_GREY, DASHES[place % len(DASHES)])
            continue
        slot = SLOTS.get(name, -1)
        if slot < 0 or slot in used:
            slot = free.pop(0) if free else place % len(PALETTE)
        used.add(slot)
        made[series] = Look(PALETTE[slot], DASHES[place % len(DASHES)])
    return made

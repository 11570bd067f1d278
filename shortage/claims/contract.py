"""What a claim is: what it says, its parameters and alternatives, as its file has them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from shortage.choice import Choice
from shortage.text import Text
from shortage.text.types import Strict

Value = Literal["supported", "contradicted", "mixed", "depends", "outdated", "not_testable"]
"""What a claim can turn out to be.

``supported`` or ``contradicted``: the figures say so. ``mixed``: its parts point different ways, each named in
:attr:`Finding.parts`. ``depends``: an assumption or border of ours decides, and :attr:`Finding.tipping` says where it
turns. ``outdated``: the newest figure is older than the claim needs (:attr:`Claim.reaches`); the judge says so, no
rule. ``not_testable``: no open figure can settle it, and :attr:`Claim.settles` names what would.
"""


class Stated(Strict):
    """The number that the paper itself states."""

    value: float
    unit: str
    decimals: int = 0


class Alternative(Strict):
    """Another reasonable choice: the rule is run again with these parameters changed.

    ``is_part`` marks one that answers a part of the claim only, ``is_wider`` one that counts more than the claim speaks
    of. It is shown, and says so, but what another question gives cannot turn a verdict.
    """

    text: Text
    parameters: dict[str, Any]
    is_part: bool = False
    is_wider: bool = False


class Parameter(Strict):
    """A parameter of a rule that a reader may change on the page."""

    value: Any
    text: Text
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a reader may change it: there are codes, bounds, or yes and no to choose from."""
        return bool(self.choices) or self.low is not None or isinstance(self.value, bool)

    def choice(self, name: str) -> Choice:
        """Return the parameter as a choice."""
        codes = {code: Text(nl=code, en=code) for code in self.choices}
        return Choice.of(name, self.value, codes or None, low=self.low, high=self.high)


class Claim(Strict):
    """One claim of a paper, paraphrased; numbers in texts stand as ``{stated}`` or ``{parameter}``.

    ``id`` is the name of its folder. ``rule`` names a general rule; it is empty where the folder has a ``rule.py``.
    """

    paper: str
    id: str
    slug: str
    theme: str
    section: str
    order: int = 0
    """Claims of a theme stand by this number, then by id."""
    reaches: str = ""
    """Year up to which figures must run for a verdict, where that is not the paper's own ``reaches``."""
    statement: Text
    stated: Stated | None = None
    rule: str = ""
    rule_text: Text
    found: dict[str, Text] = Field(default_factory=dict)
    """What a general rule says, by the key of its own sentence, in words that fit this claim's subject."""
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    indicators: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    has_trend: bool = True
    """Whether a small trend stands beside its number; not where no line is about that number."""
    caveats: tuple[Text, ...] = ()
    settles: Text | None = None
    """What data would settle a claim that cannot be tested."""
    differs: Text | None = None
    """What another publisher's figure says, and why it differs."""
    alternatives: tuple[Alternative, ...] = ()

    @property
    def key(self) -> str:
        """Its name among the claims of all papers: ``paper/id``."""
        return f"{self.paper}/{self.id}"

    @property
    def values(self) -> dict[str, Any]:
        """The parameters' default values."""
        return {name: parameter.value for name, parameter in self.parameters.items()}

    @property
    def typed(self) -> dict[str, Choice]:
        """The parameters that a reader may change, as choices by name."""
        return {name: parameter.choice(name) for name, parameter in self.parameters.items() if parameter.is_open}

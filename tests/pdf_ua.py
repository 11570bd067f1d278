"""Failure conditions of the Matterhorn Protocol 1.1 (PDF Association, for PDF/UA-1) that a program can test.

What our files do not have (forms, media, attachments, layers, encryption, fonts other than composite TrueType) is
refused rather than examined, so that nothing goes by unseen. What a person has to judge is not here: whether the order
of reading makes sense, or an alternative text says what its figure shows.
"""

from __future__ import annotations

import io
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

CONDITIONS = frozenset(
    re.findall(
        r"\S+",
        """
    01-003 01-004 01-005 01-007 02-001 02-003 02-004 06-001 06-002 06-003 07-001 07-002 09-004 09-005 09-006 09-007
    09-008 10-001 11-001 11-002 11-003 11-004 11-005 11-006 13-004 14-002 14-003 14-006 14-007 15-003 17-002 17-003
    19-003 19-004 20-001 20-002 20-003 21-001 25-001 26-001 26-002 28-002 28-004 28-005 28-006 28-007 28-008 28-009
    28-010 28-011 28-012 28-014 28-015 28-016 28-017 28-018 30-001 30-002 31-001 31-002 31-003 31-004 31-005 31-006
    31-007 31-008 31-009 31-011 31-012 31-013 31-014 31-015 31-016 31-017 31-018 31-019 31-020 31-021 31-022 31-023
    31-024 31-025 31-026 31-027 31-028 31-029 31-030
    """,
    )
)
"""The conditions that the protocol calls testable by a machine; here each is tested, or cannot arise."""
STANDARD = frozenset(
    re.findall(
        r"\S+",
        """
    Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl
    LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu
    WT WP Figure Formula Form
    """,
    )
)
PARENTS = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "LI": {"L"},
    "LBody": {"LI"},
    "TOCI": {"TOC"},
}
CHILDREN = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOC", "TOCI", "Caption"},
}
UNSEEN = {"Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "Form", "Annot"}
PAINTS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "INLINE IMAGE", "Tj", "TJ", "'", '"'}
NON_ACCESS = ("/AcroForm", "/OCProperties", "/AF", "/Collection")


class Element:
    """An element of the structure tree: its standard type, its dictionary, its parent and its children."""

    def __init__(self, node: Any, kind: str, parent: Element | None) -> None:
        self.node, self.kind, self.parent = node, kind, parent
        self.children: list[Element] = []
        self.content = 0


def failures(body: bytes) -> list[str]:
    """Return each condition that a PDF fails, as ``13-004: …``; empty when there is none."""
    with pikepdf.open(io.BytesIO(body)) as pdf:
        return list(_failures(pdf))


def spoken(body: bytes) -> list[tuple[str, str]]:
    """Return ``(type, alternative text)`` of the elements of a PDF in the order in which they are read."""
    with pikepdf.open(io.BytesIO(body)) as pdf:
        return [(element.kind, str(element.node.get("/Alt", ""))) for element in _elements(pdf)]


def _failures(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if pdf.is_encrypted:
        yield "26-001: encrypted"
    for key in NON_ACCESS:
        if key in root:
            yield f"20-001 21-001 25-001 28-005: {key} is not examined"
    if "/EmbeddedFiles" in root.get("/Names", {}):
        yield "21-001: attachments are not examined"
    if "/StructTreeRoot" not in root or not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "01-005: not tagged"
        return
    if root.MarkInfo.get("/Suspects", False):
        yield "01-007: suspects"
    yield from _described(root)
    yield from _mapped(root.StructTreeRoot.get("/RoleMap", {}))
    elements = _elements(pdf)
    yield from _nested(elements)
    yield from _headed(elements)
    yield from _told(elements)
    marks = _Content(pdf, elements)
    yield from marks.failures
    yield from _empty(elements)
    for page in pdf.pages:
        yield from _annotated(page, marks.parents)
    for font, codes in marks.fonts.values():
        yield from _lettered(font, codes)


def _described(root: Any) -> Iterator[str]:
    if not re.fullmatch(r"[a-z]{2}(-[A-Za-z0-9]+)*", str(root.get("/Lang", ""))):
        yield "11-001 11-002 11-003 11-004 11-006: no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "07-001 07-002: the title is not shown"
    if "/Metadata" not in root:
        yield "06-001: no metadata"
        return
    told = root.Metadata.read_bytes().decode()
    if not re.search(r"pdfuaid:part(>|=\")1[<\"]", told):
        yield "06-002: does not say that it is PDF/UA-1"
    title = re.search(r"<dc:title>(.*?)</dc:title>", told, re.S)
    if title is None or not re.sub(r"<[^>]*>", "", title[1]).strip():
        yield "06-003: no title"


def _mapped(roles: Any) -> Iterator[str]:
    for name in roles:
        if name.lstrip("/") in STANDARD:
            yield f"02-004: {name} is mapped"
        if not _standard(name, roles):
            yield f"02-001 02-003: {name} ends in no standard type"


def _standard(name: str, roles: Any) -> str:
    """Return the standard type that a type stands for, "" where there is none."""
    seen = set()
    while name.lstrip("/") not in STANDARD and name in roles and name not in seen:
        seen.add(name)
        name = str(roles[name])
    return name.lstrip("/") if name.lstrip("/") in STANDARD else ""


def _elements(pdf: pikepdf.Pdf) -> list[Element]:
    """Return the elements of the structure tree in the order in which they are read."""
    tree = pdf.Root.StructTreeRoot
    roles = tree.get("/RoleMap", {})
    found: list[Element] = []

    def walk(node: Any, parent: Element | None) -> None:
        for child in _kids(node):
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                element = Element(child, _standard(str(child.S), roles) or f"?{child.S}", parent)
                found.append(element)
                if parent is not None:
                    parent.children.append(element)
                walk(child, element)
            elif parent is not None:
                parent.content += 1

    walk(tree, None)
    return found


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _nested(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.kind.startswith("?"):
            yield f"02-001: {element.kind}"
        if element.kind in UNSEEN:
            yield f"09-007 09-008 28-010: {element.kind} is not examined"
        parent = element.parent.kind if element.parent else ""
        if element.kind in PARENTS and parent not in PARENTS[element.kind]:
            yield f"09-004 09-005 09-006: {element.kind} in {parent}"
        for child in element.children:
            if element.kind in CHILDREN and child.kind not in CHILDREN[element.kind]:
                yield f"09-004 09-005 09-006: {child.kind} in {element.kind}"


def _headed(elements: list[Element]) -> Iterator[str]:
    levels = [int(element.kind[1]) for element in elements if re.fullmatch("H[1-6]", element.kind)]
    if levels and levels[0] != 1:
        yield "14-002: the first heading is not of the first level"
    for before, level in itertools.pairwise(levels):
        if level > before + 1:
            yield f"14-003: a heading of level {level} after one of level {before}"
    if any(element.kind == "H" for element in elements):
        yield "14-006 14-007: headings without a level are not examined"


def _told(elements: list[Element]) -> Iterator[str]:
    ids = Counter(bytes(element.node.ID) for element in elements if "/ID" in element.node)
    for element in elements:
        attributes = _attributes(element.node)
        if element.kind in ("Figure", "Formula") and not str(element.node.get("/Alt", "")).strip():
            yield f"13-004 17-002: {element.kind} without alternative text"
        if element.kind == "Figure" and "/BBox" not in attributes:
            yield "13-004: a figure that does not say where it is"
        if element.kind == "TH" and "/Scope" not in attributes and "/Headers" not in attributes:
            yield "15-003: a heading of a table that does not say of what"
        if element.kind == "Note" and ("/ID" not in element.node or ids[bytes(element.node.ID)] > 1):
            yield "19-003 19-004: a note without a name of its own"


def _attributes(node: Any) -> dict[str, Any]:
    own = node.get("/A", [])
    found: dict[str, Any] = {}
    for entry in own if isinstance(own, pikepdf.Array) else [own]:
        if isinstance(entry, pikepdf.Dictionary):
            found |= dict(entry.items())
    return found


def _empty(elements: list[Element]) -> Iterator[str]:
    """Give each heading, paragraph or figure in which nothing stands."""

    def holds(element: Element) -> bool:
        return element.content > 0 or any(map(holds, element.children))

    for element in elements:
        if re.fullmatch("H[1-6]|P|Figure|TH|Link", element.kind) and not holds(element):
            yield f"01-005: an empty {element.kind}"


class _Content:
    """What is painted on the pages: whether it is tagged, and which codes of which fonts are shown."""

    def __init__(self, pdf: pikepdf.Pdf, elements: list[Element]) -> None:
        self.failures: list[str] = []
        self.fonts: dict[Any, tuple[Any, set[int]]] = {}
        tree = pdf.Root.StructTreeRoot
        self.parents = dict(pikepdf.NumberTree(tree.ParentTree).items()) if "/ParentTree" in tree else {}
        self.known = {element.node.objgen for element in elements}
        self.seen: Counter[Any] = Counter()
        for page in pdf.pages:
            self._read(page.obj, page.obj.get("/Resources", {}), [])

    def _read(self, owner: Any, resources: Any, outer: list[str]) -> None:
        stack, fonts, font = list(outer), [], None
        held = self.parents.get(int(owner.get("/StructParents", -1)), [])
        for operands, operator in ((one.operands, str(one.operator)) for one in pikepdf.parse_content_stream(owner)):
            if operator in ("BMC", "BDC"):
                stack.append(self._mark(operands, resources, stack, held))
            elif operator == "EMC":
                stack.pop()
            elif operator == "q":
                fonts.append(font)
            elif operator == "Q":
                font = fonts.pop()
            elif operator == "Tf":
                font = resources.Font[str(operands[0])]
            elif operator == "Do":
                drawn = resources.XObject[str(operands[0])]
                if drawn.get("/Subtype") == "/Form":
                    self._form(drawn, resources, stack)
                elif not {"artifact", "tagged"} & set(stack):
                    self.failures.append("01-005: an image that is neither tagged nor an artifact")
            elif operator in PAINTS and not {"artifact", "tagged"} & set(stack):
                self.failures.append(f"01-005: {operator} that is neither tagged nor an artifact")
            if operator in ("Tj", "TJ", "'", '"'):
                texts = operands[0] if operator == "TJ" else [operands[-1]]
                shown = b"".join(bytes(text) for text in texts if isinstance(text, pikepdf.String))
                _, codes = self.fonts.setdefault(font.objgen, (font, set()))
                codes |= {int.from_bytes(shown[at : at + 2]) for at in range(0, len(shown), 2)}
        if len(stack) != len(outer):
            self.failures.append("01-005: marked content that does not end")

    def _form(self, drawn: Any, resources: Any, stack: list[str]) -> None:
        self.seen[drawn.objgen] += 1
        if "/Ref" in drawn:
            self.failures.append("30-001: a reference to another file")
        if "/StructParents" in drawn and self.seen[drawn.objgen] > 1:
            self.failures.append("30-002: tagged content that is painted twice")
        if "/OC" in drawn:
            self.failures.append("20-001: layers are not examined")
        self._read(drawn, drawn.get("/Resources", resources), stack)

    def _mark(self, operands: Any, resources: Any, stack: list[str], held: Any) -> str:
        if str(operands[0]) == "/Artifact":
            if "tagged" in stack:
                self.failures.append("01-003: an artifact in tagged content")
            return "artifact"
        values = operands[1] if len(operands) > 1 else {}
        values = resources.Properties[str(values)] if isinstance(values, pikepdf.Name) else values
        if "/MCID" not in values:
            return ""
        if "artifact" in stack:
            self.failures.append("01-004: tagged content in an artifact")
        place = int(values["/MCID"])
        if place >= len(held) or held[place] is None or held[place].objgen not in self.known:
            self.failures.append(f"01-005: content {place} that no element has")
        return "tagged"


def _annotated(page: Any, parents: Any) -> Iterator[str]:
    notes = list(page.obj.get("/Annots", []))
    if notes and str(page.obj.get("/Tabs", "")) != "/S":
        yield "28-008 28-009: the order of tabs is not that of the structure"
    for note in notes:
        kind = str(note.get("/Subtype", ""))
        if kind != "/Link":
            yield f"28-002 28-006 28-007 28-014 28-016 28-017: {kind} is not examined"
        if not str(note.get("/Contents", "")).strip():
            yield "28-004 28-012: a link without a description"
        owner = parents.get(int(note.get("/StructParent", -1)))
        if owner is None or str(owner.get("/S", "")) != "/Link":
            yield "28-011: a link that is not in one"


def _lettered(font: Any, codes: set[int]) -> Iterator[str]:
    """Give what is wrong with a font: whether its letters are in the file, and each stands for one that can be read."""
    name = str(font.get("/BaseFont", "a font"))
    if str(font.Subtype) != "/Type0" or str(font.get("/Encoding", "")) != "/Identity-H":
        yield f"31-001 31-006 31-017 31-024: {name} is {font.Subtype}, which is not examined"
        return
    [below] = font.DescendantFonts
    descriptor = below.FontDescriptor
    if str(below.Subtype) != "/CIDFontType2":
        yield f"31-012: {name} is {below.Subtype}, which is not examined"
    if str(below.get("/CIDToGIDMap", "")) != "/Identity":
        yield f"31-004 31-005: {name} does not say which letter is which"
    if "/FontFile2" not in descriptor:
        yield f"31-009: {name} is not in the file"
        return
    letters = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))
    advances, per = letters["hmtx"].metrics, letters["head"].unitsPerEm
    order = letters.getGlyphOrder()
    if "/CIDSet" in descriptor and _listed(descriptor.CIDSet.read_bytes()) != set(range(len(order))):
        yield f"31-014 31-015: {name} lists other letters than it has"
    widths = _widths(below)
    for code in sorted(codes):
        if code == 0:
            yield f"31-030: {name} shows a letter that it does not have"
        if code >= len(order):
            yield f"31-011: {name} lacks letter {code}"
        elif abs(widths[code] - 1000 * advances[order[code]][0] / per) > 1:
            yield f"31-016: letter {code} of {name} is wider or narrower than it says"
    if "/ToUnicode" not in font:
        yield f"31-027: {name} does not say what its letters stand for"
        return
    known = _unicode(font.ToUnicode.read_bytes().decode("latin-1"))
    if codes - set(known):
        yield f"10-001 17-003: letters of {name} that stand for nothing: {sorted(codes - set(known))}"
    for text in known.values():
        if {*text} & {"\0", "\ufeff", "\ufffe"}:
            yield f"31-028 31-029: {name} has a letter that stands for {text!r}"


def _listed(bits: bytes) -> set[int]:
    return {8 * place + bit for place, byte in enumerate(bits) for bit in range(8) if byte & (128 >> bit)}


def _widths(below: Any) -> defaultdict[int, float]:
    usual = float(below.get("/DW", 1000))
    found: defaultdict[int, float] = defaultdict(lambda: usual)
    entries = list(below.get("/W", []))
    while entries:
        first, second = int(entries.pop(0)), entries.pop(0)
        if isinstance(second, pikepdf.Array):
            found |= {first + place: float(width) for place, width in enumerate(second)}
        else:
            width = float(entries.pop(0))
            found |= dict.fromkeys(range(first, int(second) + 1), width)
    return found


def _unicode(text: str) -> dict[int, str]:
    """Return what each code stands for, as a map of a font says it."""
    found: dict[int, str] = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        found |= {int(code, 16): _letters(to) for code, to in re.findall(r"<(\w+)>\s*<(\w*)>", part)}
    for part in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        for first, last, to in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w*)>", part):
            start = _letters(to)
            for place in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + place] = start[:-1] + chr(ord(start[-1]) + place)
        for first, _, tos in re.findall(r"<(\w+)>\s*<(\w+)>\s*\[(.*?)\]", part, re.S):
            found |= {int(first, 16) + place: _letters(to) for place, to in enumerate(re.findall(r"<(\w*)>", tos))}
    return found


def _letters(coded: str) -> str:
    return bytes.fromhex(coded).decode("utf-16-be")

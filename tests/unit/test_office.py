"""A note's documents: they open, say what must be said, and hold what the figures hold, whatever a user types."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from posixpath import normpath
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Length
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn as qn_in
from typer.testing import CliRunner

from shortage import claims
from shortage.cli import cli
from shortage.figures import figures, freeze, make
from shortage.figures.style import FOCUS, FOCUS_GREY, GRID, INK, PALETTE, REST, SOFT
from shortage.render import office
from shortage.render.note import MOST, Item, Note, make_note, own_title
from shortage.render.office import charts, parts, sheets, slides, word
from shortage.render.table import wide
from shortage.site import note as notes
from shortage.store import Store, default_root
from shortage.text import LANGS, Period, Problem, t

STORE = Store(default_root())
IDS = ("tightness", "international-share", "sections-change")
ODD = {
    "markup": "<script>alert(1)</script> & <b>vet</b>",
    "formula": '=HYPERLINK("http://x.nl";"klik")',
    "emoji": "Krapte \U0001f4c8 stijgt \U0001f469\u200d\U0001f52c",
    "turned": "veilig \u202e.exe\u2066 \u200f tekst",
    "control": "een\x00 twee\x0b drie\ufffe vier\ud800",
    "lines": "een\n\ntwee\t drie",
}


def note(*ids: str, lang: Any = "nl", is_judged: bool = False, **more: Any) -> Note:
    return Note([Item(id, **more) for id in ids], lang, is_judged=is_judged)


def words(doc: Any) -> str:
    cells = [cell.text for table in doc.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in doc.paragraphs), *cells])


def opened(body: bytes, kind: str) -> Any:
    return {"docx": Document, "pptx": Presentation, "xlsx": openpyxl.load_workbook, "zip": zipfile.ZipFile}[kind](
        io.BytesIO(body)
    )


@pytest.mark.parametrize("lang", LANGS)
def test_word_holds_figures_captions_verdicts_and_sources(lang):
    made = make_note(note(*IDS, lang=lang, is_judged=True), STORE)
    doc = opened(office.of(made, "docx"), "docx")
    section = doc.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert round(Length(room).mm) == word.WIDTH_MM
    widths = [one.width.mm for one in doc.inline_shapes]
    assert all(word.SMALLEST * word.WIDTH_MM <= one < word.WIDTH_MM + 1 for one in widths) and len(widths) == len(IDS)
    pictures = [one._inline.docPr for one in doc.inline_shapes]
    assert [one.get("descr") for one in pictures] == [part.spec.alt for part in made.parts]
    assert len({one.get("id") for one in pictures}) == len(IDS)
    captions = [one for one in doc.paragraphs if one.style.name == "Caption"]
    assert len(captions) == len(IDS)
    for caption, part in zip(captions, made.parts, strict=True):
        assert part.spec.title in caption.text
        assert len(caption._p.findall(qn("w:fldSimple"))) == 1
    text = words(doc)
    wanted = {id for part in made.parts for id in part.claims}
    assert wanted and set(made.verdicts) == wanted
    for id in wanted:
        verdict = claims.judge(claims.claim(id), STORE)
        assert verdict.sentence(lang) in text and verdict.label(lang) in text
    listed = [one.text for one in doc.paragraphs if one.style.name == "List Number"]
    assert len(listed) == len(made.sources)
    for part in made.parts:
        for source in part.spec.sources:
            assert any(f" {source.table})" in listed[place - 1] for place in part.places)
    assert doc.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")).startswith(lang)


@pytest.mark.parametrize("lang", LANGS)
def test_a_slide_a_figure_with_native_title_source_and_alt(lang):
    made = make_note(note(*IDS, lang=lang, is_judged=True), STORE)
    deck = opened(office.of(made, "pptx"), "pptx")
    assert len(deck.slides) == len(IDS)
    for slide, part in zip(deck.slides, made.parts, strict=True):
        assert slide.shapes.title.text_frame.text == part.spec.title
        texts = " ".join(one.text_frame.text for one in slide.shapes if one.has_text_frame)
        assert part.spec.source_line in texts and part.spec.subtitle in texts
        [shown] = [one for one in slide.shapes if one.shape_type == 13 or one.has_chart]
        assert shown.has_chart == charts.is_native(part.spec)
        assert shown._element.xpath(".//p:cNvPr")[0].get("descr") == part.spec.alt
        for one in slide.shapes:
            assert one.left >= 0 and one.left + one.width <= deck.slide_width
            assert one.top >= 0 and one.top + one.height <= deck.slide_height
        for id in part.claims:
            assert made.verdicts[id].label(lang) in texts
        spoken = slide.notes_slide.notes_text_frame.text
        assert part.spec.sources[0].url in spoken
        assert part.spec.guarded.check not in spoken and not re.search(r"\d{4}(KW|JJ|SJ|MM)\d\d", spoken)


@pytest.mark.parametrize(
    ("ids", "lang"), [(tuple(figures())[:MOST], "nl"), (tuple(figures())[MOST:], "nl"), (("tightness",), "en")]
)
def test_excel_holds_each_number_of_every_figure_as_a_number(ids, lang):
    made = make_note(note(*ids, lang=lang), STORE)
    book = opened(office.of(made, "xlsx"), "xlsx")
    assert book.sheetnames[-1] == t("note.explanation", lang) and len(book.sheetnames) == len(ids) + 1
    text = " ".join(str(cell.value) for row in book[book.sheetnames[-1]].iter_rows() for cell in row if cell.value)
    for sheet, part in zip(book.worksheets, made.parts, strict=False):
        spec = part.spec
        cells = [cell for row in sheet.iter_rows(min_row=2, min_col=2) for cell in row if cell.data_type == "n"]
        found = sorted(round(cell.value, 9) for cell in cells if cell.value is not None)
        wanted = [*spec.data[["value", "low", "high"]].to_numpy().ravel()]
        if charts.is_native(spec):  # a chart's reference lines stand in cells of their own
            wanted += [line.value for line in spec.reference_lines] * spec.data["period"].nunique()
        assert found == sorted(round(float(one), 9) for one in wanted if one == one), spec.id
        starred = [cell for cell in cells if cell.value is not None and cell.number_format.endswith('"*"')]
        provisional = spec.data.loc[spec.data["is_provisional"], ["value", "low", "high"]]
        assert len(starred) == int(provisional.notna().to_numpy().sum()), spec.id
        for source in spec.sources:
            assert source.table in text and source.url in text and source.licence in text, spec.id
        for _, definition in spec.definitions:
            assert definition[lang] in text, spec.id


def test_a_picture_fills_its_slide_in_letters_that_are_read_from_afar():
    [slide] = opened(office.of(make_note(note("international-share", lang="en"), STORE), "pptx"), "pptx").slides
    [shown] = [one for one in slide.shapes if one.shape_type == 13]
    room = slides.SLIDE_MM[0] - 2 * slides.MARGIN_MM
    assert shown.width.mm > 0.97 * room and shown.height.mm > 120
    wide, high = Image.open(io.BytesIO(shown.image.blob)).size
    assert wide / high == pytest.approx(shown.width / shown.height, rel=0.002)
    assert wide == pytest.approx(room / slides.LARGER[0] / 25.4 * 300, rel=0.01), "drawn small, shown large"


def test_a_wrapped_row_is_as_high_as_its_lines_and_every_column_of_numbers_has_a_head():
    book = opened(office.of(make_note(note("break-even-productivity"), STORE), "xlsx"), "xlsx")
    heads = [cell.value for cell in book.worksheets[0][sheets._TOP + 1]]
    assert all(heads[:2]) and not any(heads[2:])
    assert book.sheetnames[0] == figures()["break-even-productivity"].title["nl"].partition(" ")[0]
    apart = [one.alignment.indent for one in book.worksheets[0]["B"] if one.value is not None]
    assert apart and set(apart) == {1}, "headings that stand side by side do not run together"
    last = book.worksheets[-1]
    long = [
        row for row in last.iter_rows(min_row=4) if len(str(row[2].value or "")) > 2 * last.column_dimensions["C"].width
    ]
    assert long and all(last.row_dimensions[row[2].row].height > 2 * sheets._LINE for row in long)


def test_text_under_a_table_wraps_within_a_printed_page():
    made = make_note(note(*IDS), STORE)
    book = opened(office.of(made, "xlsx"), "xlsx")
    for sheet, part in zip(book.worksheets, made.parts, strict=False):
        merged = {str(one.start_cell.value): one for one in sheet.merged_cells.ranges}
        said = part.spec.note.removesuffix(t("figure.provisional_note", "nl")).strip()  # cells have a mark of their own
        for text in (part.spec.subtitle, said, part.spec.source_line):
            if text:
                assert merged[text].start_cell.alignment.wrap_text
        first = sheet.column_dimensions["A"].width
        last = max(one.max_col for one in merged.values())
        lines = len(part.spec.reference_lines) if charts.is_native(part.spec) else 0
        across = sheets._columns(round(first), len(sheets.wide(part.spec)[0]) - 1 + lines)
        assert len(across) == last and sheets._ACROSS <= sum(across) < sheets._ACROSS + sheets._NUMBER
        long = [one for text, one in merged.items() if len(text) > 2 * sum(across)]
        assert all(sheet.row_dimensions[one.min_row].height > 2 * sheets._LINE for one in long)


@pytest.mark.parametrize("lang", LANGS)
def test_a_slide_says_of_each_claim_what_it_is_what_was_found_and_how_it_was_judged(lang):
    made = make_note(note("tightness", "technical-inflow", lang=lang, is_judged=True), STORE)
    deck = opened(office.of(made, "pptx"), "pptx")
    for slide, part in zip(deck.slides, made.parts, strict=True):
        [box] = [one for one in slide.shapes if one.name == "Verdict"]
        texts = [one.text for one in box.text_frame.paragraphs]
        for id in part.claims:
            verdict = made.verdicts[id]
            sure = verdict.sturdiness(lang)
            assert texts == [
                f"{verdict.claim.id}. {verdict.fill(verdict.claim.statement, lang)}",
                f"{t('note.verdict', lang)}: {verdict.label(lang)}{f' ({sure})' if sure else ''}.",
                verdict.sentence(lang),
            ]
        runs = [run for one in box.text_frame.paragraphs for run in one.runs]
        assert [run.font.bold for run in runs] == [False, True, False]


def test_two_figures_share_a_page_of_word_where_they_nearly_fit():
    made = make_note(note("tightness", "sections-change", "open-vacancies"), STORE)
    first, second, third = (one.width.mm for one in opened(office.of(made, "docx"), "docx").inline_shapes)
    assert word.SMALLEST * word.WIDTH_MM < first == second < third == pytest.approx(word.WIDTH_MM, abs=0.1)
    taken = word.TITLE_MM + sum(word._words_mm(made, part, word.WIDTH_MM) for part in made.parts[:2])
    assert taken + 2 * first * parts.ratio("note") == pytest.approx(word.PAGE_MM[1] - 40, abs=0.1)


def test_a_slide_without_room_for_what_was_found_gives_the_verdicts_alone():
    made = make_note(note("tightness", is_judged=True), STORE)
    part = made.parts[0]
    beside, _ = slides._beside(made, part, 60, 15)
    assert beside == parts.belongs(made, part)


@pytest.mark.parametrize("id", ["tightness", "sections-change"])
def test_a_chart_of_powerpoint_holds_the_figures_and_joins_nothing(id):
    made = make_note(note(id), STORE)
    [slide] = opened(office.of(made, "pptx"), "pptx").slides
    [chart] = [one.chart for one in slide.shapes if one.has_chart]
    spec = made.parts[0].spec
    drawn = {one.name: list(one.values) for one in chart.plots[0].series}
    head, rows = wide(spec)
    for column, name in enumerate(head[1:]):
        values = [cells[column][0] for _, cells in rows]
        assert drawn[name] == [None if value != value else value for value in values]
    assert any(None in values for values in drawn.values()) == bool(spec.is_time)
    assert chart._chartSpace.chart.find("{*}dispBlanksAs").get("val") == "gap"
    colours = set(re.findall(r'srgbClr val="([0-9A-F]{6})"', chart.part.blob.decode()))
    assert colours <= {one.removeprefix("#") for one in (*PALETTE, FOCUS_GREY, FOCUS, REST, INK, SOFT, GRID, "#FFFFFF")}


def test_a_workbook_has_a_chart_that_draws_its_cells_or_the_picture():
    for id in ("tightness", "international-share"):
        made = make_note(note(id), STORE)
        archive = zipfile.ZipFile(io.BytesIO(office.of(made, "xlsx")))
        charts_in = [one for one in archive.namelist() if one.startswith("xl/charts/chart")]
        assert bool(charts_in) == charts.is_native(made.parts[0].spec)
        if charts_in:
            drawn = archive.read(charts_in[0]).decode()
            assert "!$B$5" in drawn
            assert (
                drawn.count("<c:ser>") == len(made.parts[0].spec.series) + len(made.parts[0].spec.reference_lines) == 3
            )
        else:
            assert any(one.endswith(".png") for one in archive.namelist())


def test_charts_name_what_they_draw_and_read_from_left_to_right():
    made = make_note(note("sections-change", "tightness"), STORE)
    drawn = parts.opened(office.of(made, "xlsx"))["xl/charts/chart1.xml"].decode()
    names, values = (re.search(f"<c:{tag}>.*?</c:{tag}>", drawn)[0] for tag in ("catAx", "valAx"))
    assert "maxMin" in names and "minMax" in values, "the first bar stands on top, and more is to the right"
    assert '<c:delete val="1"/>' not in names and 'tickLblSkip val="1"' in names
    bars, line = (one.chart for slide in opened(office.of(made, "pptx"), "pptx").slides for one in slide.shapes
                  if one.has_chart)  # fmt: skip
    low, high = bars.value_axis.minimum_scale, bars.value_axis.maximum_scale
    assert low < made.parts[0].spec.data["value"].min() and high > made.parts[0].spec.data["value"].max()
    axis = line.category_axis
    assert axis.tick_labels.number_format == "yyyy" and axis._element.find(qn_in("c:majorTimeUnit")) is not None
    points = line.plots[0].series[0]._element.findall(qn_in("c:dPt"))
    open_ = made.parts[1].spec.data
    assert len(points) == int(open_.loc[open_["series_id"] == open_["series_id"].iloc[0], "is_provisional"].sum()) > 0


def test_sheets_of_one_figure_twice_and_of_long_names_differ():
    taken: list[str] = []
    for wanted in ("a/b*c", "A-B-C", "x" * 60, "x" * 50, "", "[]"):
        name = sheets.sheet_name(wanted, taken)
        assert 0 < len(name) <= 31 and name.lower() not in [one.lower() for one in taken]
        assert not set(name) & set("[]:*?/\\'")
        taken.append(name)
    body = notes.write(note("tightness", "tightness"), STORE, "xlsx")
    assert len(set(opened(body, "xlsx").sheetnames)) == 3


@pytest.mark.parametrize("lang", LANGS)
def test_a_zip_holds_pictures_both_kinds_of_csv_and_the_sources(lang):
    made = make_note(note(*IDS, lang=lang), STORE)
    archive = opened(office.of(made, "zip"), "zip")
    assert archive.testzip() is None
    names = archive.namelist()
    for ending in (".png", "_code_" + lang + ".csv", "_excel_" + lang + ".csv"):
        assert len([one for one in names if one.endswith(ending)]) == len(IDS), names
    text = archive.read(t("note.sources_file", lang)).decode("utf-8-sig")
    for part in made.parts:
        assert part.spec.title in text and part.spec.alt in text
        for source in part.spec.sources:
            assert source.table in text and source.url in text
    for name in names:
        if name.endswith(".png"):
            Image.open(io.BytesIO(archive.read(name))).verify()


def test_the_two_kinds_of_csv_hold_the_same_numbers():
    archive = opened(notes.write(note("tightness"), STORE, "zip"), "zip")
    [excel] = [one for one in archive.namelist() if "_excel_" in one]
    [code] = [one for one in archive.namelist() if "_code_" in one]
    raw = archive.read(excel)
    assert raw.startswith(b"\xef\xbb\xbf")
    spec = make("tightness", STORE, "nl")
    [head, *dutch] = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    plain = list(csv.reader(io.StringIO(archive.read(code).decode("utf-8"))))[1:]
    assert [float(row[4]) for row in plain] == pytest.approx(spec.data["value"].tolist())
    place = {Period.parse(code).label("nl"): code for code in spec.data["period"]}
    rows = dutch[: dutch.index([])]
    cells = [(head[k], place[row[0]], row[k].replace(",", ".")) for row in rows for k in range(1, len(head) - 1)]
    assert {cell for cell in cells if cell[2]} == {(row[1], row[3], row[4]) for row in plain}
    told = dict(row for row in dutch[dutch.index([]) + 1 :] if len(row) == 2)
    assert told["Eenheid"] == "per 100 werklozen" and told["Gegevensversie"] == spec.data_version
    assert told["Figuur"] == spec.title and spec.source_line == told["Bronnen"]


ORDER = {  # of elements whose order Office insists on, as far as we write them ourselves
    "tblPr": "tblStyle tblW jc tblBorders shd tblLayout tblCellMar tblLook",
    "chart": "title autoTitleDeleted plotArea legend plotVisOnly dispBlanksAs showDLblsOverMax",
    "chartSpace": "date1904 lang roundedCorners AlternateContent chart spPr txPr externalData printSettings",
    "catAx": "axId scaling delete axPos majorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr "
    "crossAx crosses auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl",
    "dateAx": "axId scaling delete axPos majorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr "
    "crossAx crosses auto lblOffset baseTimeUnit majorUnit majorTimeUnit",
    "scaling": "orientation max min",
    "dPt": "idx invertIfNegative marker bubble3D spPr",
}


def refusable(body: bytes) -> list[str]:
    """Return for what Office would call a file damaged: parts without a type, links to nothing, numbers that are not
    one's own, elements in another order than theirs, formulas."""
    found, trees = parts.opened(body), {}
    for name, content in found.items():
        if name.endswith((".xml", ".rels")):
            trees[name] = etree.fromstring(content)
    types = trees["[Content_Types].xml"]
    named = {one.get("PartName", "").lstrip("/") for one in types}
    endings = {one.get("Extension", "").lower() for one in types}
    told = [f"no part {one}" for one in named - {""} - set(found)]
    told += [f"no type of {one}" for one in found if one not in named and one.rpartition(".")[2] not in endings]
    for name, tree in trees.items():
        folder, _, last = name.rpartition("/")
        if name.endswith(".rels"):
            base = folder.removesuffix("_rels").rstrip("/")
            ids = [one.get("Id") for one in tree]
            told += [f"two of {one} in {name}" for one, count in Counter(ids).items() if count > 1]
            targets = [one.get("Target") for one in tree if one.get("TargetMode") != "External"]
            paths = [one[1:] if one[0] == "/" else normpath(f"{base}/{one}").lstrip("/") for one in targets]
            told += [f"{name}: no {one}" for one in paths if one not in found]
            owner = f"{base}/{last.removesuffix('.rels')}".lstrip("/")
            used = re.findall(rb' r:(?:id|embed)="([^"]+)"', found.get(owner, b""))
            told += [f"{owner}: no {one}" for one in used if one.decode() not in ids]
        plain = [one for one in tree.iter() if isinstance(one.tag, str)]
        kinds = [etree.QName(one).localname for one in plain]
        numbers = Counter(one.get("id") for one, kind in zip(plain, kinds, strict=True) if kind in ("cNvPr", "docPr"))
        told += [f"{name}: {count} of number {one}" for one, count in numbers.items() if count > 1]
        told += [f"{name}: a formula" for one in plain if one.tag.endswith("spreadsheetml/2006/main}f")]
        for one, kind in zip(plain, kinds, strict=True):
            if kind in ORDER and name.startswith(("word/document", "ppt/charts", "xl/charts")):
                below = [etree.QName(child).localname for child in one]
                places = [ORDER[kind].split().index(child) for child in below]
                told += [f"{name}: {below} in {kind}"] if places != sorted(places) else []
    return told


@pytest.mark.parametrize("kind", office.KINDS)
def test_office_takes_what_is_written_and_it_carries_no_date(kind):
    body = notes.write(note("sections-change", "tightness", is_judged=True), STORE, kind)
    assert kind == "zip" or refusable(body) == []
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}


@pytest.mark.parametrize("title", ODD.values(), ids=ODD.keys())
def test_an_odd_title_breaks_no_document_and_runs_nothing(title):
    shown, _ = own_title(title)
    asked = Note([Item("sections-change", own_title=title, plain=True)], "nl")
    made = make_note(asked, STORE)
    mark = t("note.own_title_mark", "nl", finding=make("sections-change", STORE, "nl").title)
    doc = opened(office.of(made, "docx"), "docx")
    assert any(one.style.name == "Caption" and one.text.endswith(shown) for one in doc.paragraphs)
    deck = opened(office.of(made, "pptx"), "pptx")
    assert deck.slides[0].shapes.title.text_frame.text == shown
    book = opened(office.of(made, "xlsx"), "xlsx")
    sheet = book.worksheets[0]
    assert (sheet["A1"].value, sheet["A1"].data_type) == (shown, "s")
    # Who opens the document reads the user's title and nothing about it; its properties tell what was computed.
    read = [words(doc), *(one.text_frame.text for one in deck.slides[0].shapes if one.has_text_frame)]
    read += [str(cell.value) for one in book.worksheets for row in one.iter_rows() for cell in row if cell.value]
    computed = make("sections-change", STORE, "nl").title
    assert not any(mark in text or computed in text for text in read)
    told = (doc.core_properties.comments, deck.core_properties.comments, book.properties.description)
    assert all(mark in text for text in told)
    archive = opened(office.of(made, "zip"), "zip")
    sources = archive.read("bronnen.txt").decode("utf-8-sig")
    assert shown in sources and mark not in sources and computed not in sources
    assert mark in archive.comment.decode()
    [picture] = [one for one in archive.namelist() if one.endswith(".png")]
    assert Image.open(io.BytesIO(archive.read(picture))).text["Own-Title"] == shown


def test_what_is_left_out_of_a_title_and_that_it_is_said():
    assert own_title(ODD["markup"]) == (ODD["markup"], False)
    assert own_title(ODD["emoji"]) == ("Krapte stijgt", True)
    assert own_title(ODD["turned"]) == ("veilig .exe tekst", True)
    assert own_title(ODD["control"]) == ("een twee drie vier", True)
    assert own_title(ODD["lines"]) == ("een twee drie", False)
    assert own_title("  ") == ("", False)
    with pytest.raises(Problem) as raised:
        own_title("x" * 2000)
    assert raised.value.key == "own_title_long"


def refused(asked: Note) -> Problem:
    with pytest.raises(Problem) as raised:
        make_note(asked, STORE)
    return raised.value


def test_a_note_that_cannot_be_made_is_one_sentence():
    assert refused(Note([])).key == "note_empty"
    assert refused(note(*["tightness"] * (MOST + 1))).key == "note_long"
    assert refused(note("no-such")).key == "figure_unknown"
    empty = refused(note("open-vacancies", selection={"since": "2999"}))
    assert empty.key == "note_item"
    for lang in LANGS:
        assert figures()["open-vacancies"].title[lang] in empty.text(lang)
    with pytest.raises(Problem) as raised:
        notes.write(note("tightness"), STORE, "odt")
    assert raised.value.key == "choice_unknown"


def test_a_figure_in_another_language_keeps_its_own():
    made = make_note(Note([Item("tightness", lang="en")], "nl"), STORE)
    assert made.parts[0].spec.lang == "en"
    text = words(opened(office.of(made, "docx"), "docx"))
    assert t("note.sources", "nl") in text and make("tightness", STORE, "en").title in text


def test_frozen_figures_are_drawn_from_their_releases():
    pins = freeze.pins(make("tightness", STORE, "nl").sources)
    made = make_note(note("tightness", pins=pins), STORE)
    assert freeze.pins(made.parts[0].spec.sources) == pins


# -- the command line ----------------------------------------------------------------------------------------


def call(*arguments: str) -> Any:
    return CliRunner().invoke(cli, ["note", *arguments])


def folder(path: Any) -> Iterable[str]:
    return sorted(one.name for one in path.iterdir())


@pytest.mark.parametrize("kind", office.KINDS)
def test_the_command_writes_each_kind_and_the_same_note_gives_the_same_bytes(tmp_path, kind):
    out = tmp_path / f"note.{kind}"
    done = call("tightness", "sections-change", "--out", str(out), "--lang", "en")
    assert done.exit_code == 0, done.output
    assert out.read_bytes() == notes.write(note("tightness", "sections-change", lang="en"), STORE, kind)
    assert folder(tmp_path) == [out.name]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("no-such", "--out", "note.docx"), "no-such"),
        (("tightness", "--out", "note.odt"), "note.odt"),
        (("tightness", "--out", "note"), ".docx"),
        (("tightness", "--out", "nowhere/at/all/note.docx"), "nowhere"),
        (("tightness", "--out", "note.docx", "--size", "huge"), "huge"),
        (("tightness", "--out", "note.docx", "--lang", "de"), "de"),
        (("tightness", "--out", "note.docx", "--set", "tint=red"), "tint"),
        (("tightness", "--out", "note.docx", "--set", "since"), "since"),
    ],
)
def test_wrong_use_is_one_sentence_and_writes_nothing(tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    done = call(*arguments)
    assert done.exit_code == 2
    assert says in done.output and "Traceback" not in done.output
    assert len(done.output.strip().splitlines()) == 1
    assert folder(tmp_path) == []


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "note.docx").mkdir()
    done = call("sections-change", "--out", str(tmp_path / "note.docx"))
    assert done.exit_code == 1
    assert len(done.output.strip().splitlines()) == 1
    assert folder(tmp_path) == ["note.docx"]

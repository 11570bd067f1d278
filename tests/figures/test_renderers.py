"""Screen and paper draw one spec: each number, label, reference line, break and provisional mark of both is its own."""

from __future__ import annotations

import base64
import gc
import io
import json
import re
from functools import cache, lru_cache
from xml.sax.saxutils import unescape

import drawing_rules
import pdf_ua
import pytest
from fontTools.ttLib import TTFont
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from PIL import Image

from shortage import figures
from shortage.figures import make
from shortage.figures.style import FONT, SIZES, SOFT
from shortage.render import fonts, paper, screen
from shortage.render.canvas import LABEL, Canvas, _Renderer
from shortage.render.layout import value_text
from shortage.store import Store
from shortage.text import LANGS, Problem, number

STORE = Store()
IDS = list(figures.figures())
DASH, DOTS = (5, 3), (1, 2)


@cache
def made_of(id, lang):
    return make(id, STORE, lang)


@lru_cache(maxsize=2)
def sheet(id, lang):
    """The figure as it is drawn on paper; drawn once for all that is asked of it."""
    return paper.draw(made_of(id, lang))


@cache
def chart(id, lang):
    """The figure as it is drawn on the screen; made once for all tests here."""
    return screen.figure(made_of(id, lang))


@cache
def on_screen(id, lang):
    """The figure as the browser gets it."""
    return json.loads(chart(id, lang).to_json())


def texts(made):
    """All words of a screen figure: names of traces, annotations, ticks, words at marks, and what hovering says."""
    found = [one["text"] for one in made["layout"].get("annotations", ())]
    for trace in made["data"]:
        found.append(trace.get("name", ""))
        for key in ("text", "hovertext"):
            found += trace.get(key) or []
    for name, axis in made["layout"].items():
        if "axis" in name:
            found += axis.get("ticktext") or []
            found += axis.get("categoryarray") or []
    for trace in made["data"]:
        if trace.get("orientation") == "h":
            found += map(str, trace["y"])  # names of bars; a path has numbers there
    return found


def straight(drawing, pattern):
    """Where the straight lines of one dash pattern stand on paper: ``(x, y)`` of their start, in the data of a plot."""
    found = []
    for line in drawing.figure.lines + drawing.figure.artists:
        if not isinstance(line, Line2D) or tuple(line._unscaled_dash_pattern[1] or ()) != pattern:
            continue
        if to_hex(line.get_color()) != SOFT.lower():
            continue
        x, y = drawing.figure.transFigure.transform((line.get_xdata()[0], line.get_ydata()[0]))
        for axes in drawing.figure.axes:
            box = axes.get_window_extent()
            if box.x0 - 2 <= x <= box.x1 + 2 and box.y0 - 2 <= y <= box.y1 + 2:
                found.append(tuple(axes.transData.inverted().transform((x, y))))
    return found


def draw_the_numbers_of_the_spec(id, lang):
    spec = made_of(id, lang)
    wanted = drawing_rules.spec_numbers(spec)
    assert wanted
    assert drawing_rules.screen_numbers(chart(id, lang)) == wanted
    assert drawing_rules.paper_numbers(sheet(id, lang)) == wanted


def write_the_words_and_values_of_the_spec(id, lang):
    spec = made_of(id, lang)
    drawing, made = sheet(id, lang), on_screen(id, lang)
    assert drawing.size == SIZES["note"] and drawing_rules.faults(drawing, spec) == []
    written, said = [box.text for box in drawing.boxes], texts(made)
    for role, text in (("title", spec.title), ("subtitle", spec.subtitle), ("source", spec.source_line)):
        lines = " ".join(box.text for box in sorted(drawing.boxes, key=lambda b: -b.bottom) if box.role == role)
        assert lines == " ".join(text.split())
    names = {line.label for line in spec.reference_lines} | {mark.label for mark in spec.breaks}
    names |= set(spec.series.values()) if len(spec.series) > 1 else set()
    names |= ({*spec.panels} | set(spec.data["category"])) - {""}
    assert names <= set(drawing.labels)
    assert {re.sub(r"\s+", " ", one) for one in names} <= {re.sub(r"<br>|\s+", " ", one) for one in said}
    values = spec.data[spec.data["value"].notna()]
    every, on_paper = "\n".join(said), "\n".join(written)
    for row in values.itertuples():
        text = value_text(spec, row.value)
        assert text == number(row.value, lang, spec.decimals)
        assert text in every
        if not spec.is_time:
            shown = text + ("*" if row.is_provisional else "")
            assert shown in on_paper and shown in every, shown


def mark_what_is_provisional(id, lang):
    spec = made_of(id, lang)
    wanted = spec.data[spec.data["is_provisional"] & spec.data["value"].notna()]
    if spec.kind == "path":  # one mark for both quantities of a point
        wanted = wanted[wanted["series_id"] == list(spec.series)[1]]
    if not spec.is_time:
        assert sum(text.endswith("*") for text in sheet(id, lang).values if "(" not in text) == len(
            wanted[wanted["low"].isna()]
        )
        return
    hollow = []
    for axes in sheet(id, lang).figure.axes:
        for line in axes.lines:
            if line.get_marker() == "o" and to_hex(line.get_markerfacecolor()) == "#ffffff":
                hollow += [float(one) for one in line.get_ydata()]
    assert sorted(hollow) == sorted(wanted["value"])
    white = []
    for trace in on_screen(id, lang)["data"]:
        colours = trace["marker"]["color"] if trace.get("mode") == "markers" else ""
        if not isinstance(colours, str):  # a turn of a path has one colour, and is final
            white += [y for y, colour in zip(trace["y"], colours, strict=True) if colour == "white"]
    assert sorted(white) == sorted(wanted["value"])


def put_reference_lines_and_breaks_in_their_place(id, lang):
    spec = made_of(id, lang)
    drawing, shapes = sheet(id, lang), on_screen(id, lang)["layout"].get("shapes", ())
    side, place = ("y0", 1) if spec.is_time else ("x0", 0)
    for line in spec.reference_lines:
        assert any(one[place] == pytest.approx(line.value, rel=2e-4) for one in straight(drawing, DASH))
        assert any(one[side] == line.value and one["line"]["dash"] == "dash" for one in shapes)
    for mark in spec.breaks:
        assert any(one[0] == pytest.approx(mark.x, rel=2e-4) for one in straight(drawing, DOTS))
        assert any(one["x0"] == mark.x and one["line"]["dash"] == "dot" for one in shapes)


def print_no_number_of_the_screens_own(id, lang):
    made = on_screen(id, lang)
    assert made["layout"]["separators"] == (",." if lang == "nl" else ".,")
    assert screen.CONFIG["displayModeBar"] is False
    assert made["layout"]["hoverlabel"]["font"]["family"] == made["layout"]["font"]["family"]
    for name, axis in made["layout"].items():
        if "axis" in name and not name.startswith("annotation"):
            assert "ticktext" in axis or "categoryarray" in axis or axis.get("matches") or not axis.get("tickvals"), (
                name
            )
    for trace in made["data"]:
        if trace.get("meta") is not None:
            assert trace["hovertemplate"] in ("%{text}<extra></extra>", "%{hovertext}<extra></extra>")
            assert made["layout"]["hovermode"] == "closest" or trace["hoverinfo"] == "text"
            told = trace["hovertext"] if "hovertext" in trace["hovertemplate"] else trace["text"]
            assert not any(line.startswith("<br>") for line in told), "a name that is none leaves an empty line"


@pytest.mark.parametrize("id", IDS)
def test_both_renderers_draw_one_spec(id):
    """All that is asked of a figure's two drawings: in one test a figure, for which it is drawn once a language."""
    for lang in LANGS:
        draw_the_numbers_of_the_spec(id, lang)
        write_the_words_and_values_of_the_spec(id, lang)
        mark_what_is_provisional(id, lang)
        put_reference_lines_and_breaks_in_their_place(id, lang)
        print_no_number_of_the_screens_own(id, lang)


# -- what is in a file -------------------------------------------------------------------------------------------------

SPEC = make("tightness", STORE, "nl")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("plain", [False, True])
def test_a_picture_has_its_size_resolution_and_provenance(size, plain):
    picture = Image.open(io.BytesIO(paper.render(SPEC, "png", size, plain=plain)))
    wanted = {
        "note": (1878, 1181, 300),
        "slide": (1920, 1080, 192),
        "square": (1080, 1080, 144),
        "link": (1200, 630, 160),
    }[size]
    assert picture.size == wanted[:2] and picture.mode == "RGB"
    assert tuple(round(one) for one in picture.info["dpi"]) == (wanted[2], wanted[2])
    assert picture.info["Title"] == SPEC.title and picture.info["Description"] == SPEC.alt
    assert picture.info["Source"] == SPEC.source_line and picture.info["Data-Version"] == STORE.version


def test_a_picture_in_grey_is_grey_and_differs_only_in_colour():
    grey = Image.open(io.BytesIO(paper.render(SPEC, "png", grey=True)))
    assert grey.mode == "L" and grey.size == (1878, 1181)
    assert grey.tobytes() == Image.open(io.BytesIO(paper.render(SPEC, "png"))).convert("L").tobytes()
    drawn, greyed = (
        re.findall(r"#[0-9a-f]{6}\b", paper.render(SPEC, "svg", grey=is_grey).decode()) for is_grey in (False, True)
    )
    levels = [Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0)) for colour in drawn]
    assert greyed == [f"#{level:02x}{level:02x}{level:02x}" for level in levels] and greyed != drawn


def test_a_plain_figure_has_no_title_and_no_source_but_its_note():
    roles = {box.role for box in paper.draw(SPEC, plain=True).boxes}
    assert not roles & {"title", "subtitle", "source", "mark"} and {"note", "label", "tick"} <= roles


def test_svg_and_pdf_say_what_they_are_and_carry_no_date():
    svg, pdf = paper.render(SPEC, "svg").decode(), paper.render(SPEC, "pdf")
    assert f"<title>{SPEC.title}</title>" in svg and f"<desc>{SPEC.alt}</desc>" in svg
    assert 'role="img"' in svg and "<dc:date>" not in svg
    assert pdf == paper.render(SPEC, "pdf") and b"/CreationDate(D:19800101" in pdf
    assert pdf_ua.failures(pdf) == []
    # Whoever hears the file hears the title and the source that others see.
    for plain, told in (
        (False, (SPEC.title, SPEC.subtitle, SPEC.alt, SPEC.note, SPEC.source_line)),
        (True, (SPEC.alt,)),
    ):
        found = re.search(rb"/Alt ?<([0-9A-F]+)>", paper.render(SPEC, "pdf", plain=plain))
        spoken = bytes.fromhex(found[1].decode()).decode("utf-16")
        places = [spoken.find(text) for text in told]
        assert -1 not in places and places == sorted(places) and (SPEC.title in spoken) != plain


def test_an_svg_holds_its_words_as_text_and_brings_their_letters():
    svg = paper.render(SPEC, "svg").decode()
    told = [unescape(one).replace("\u00a0", " ") for one in re.findall(r"<text [^>]*>([^<]*)</text>", svg)]
    assert told == [box.text for box in paper.draw(SPEC).boxes]
    assert f"font-weight: {fonts.BOLD_WEIGHT}; " in svg and f"font-family: '{FONT}', " in svg
    faces = re.findall(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)", svg)
    assert [weight for weight, _ in faces] == ["400", str(fonts.BOLD_WEIGHT)]
    for (_, coded), is_bold in zip(faces, (False, True), strict=True):
        there = set(TTFont(io.BytesIO(base64.b64decode(coded))).getBestCmap())
        words = "".join(box.text for box in paper.draw(SPEC).boxes if (box.role == "title") == is_bold)
        assert {ord(one) for one in words} <= there | {0x20}


def test_an_unknown_format_or_size_is_one_sentence():
    for arguments in (("gif", "note"), ("png", "huge")):
        with pytest.raises(Problem):
            paper.render(SPEC, *arguments)


@pytest.mark.parametrize(
    ("size", "pixels", "dpi"),
    [("link", (1200, 630), 160), ("159x100", (1878, 1181), 300), ("300 × 200", (3543, 2362), 300)],
)
def test_a_size_of_ones_own_has_its_millimetres_and_letters_as_in_a_note(size, pixels, dpi):
    picture = Image.open(io.BytesIO(paper.render(SPEC, size=size)))
    assert picture.size == pixels and round(picture.info["dpi"][0]) == dpi
    assert drawing_rules.lint(SPEC, size) == []
    if size != "link":
        heights = {box.size for box in paper.draw(SPEC, size).boxes}
        assert heights == {box.size for box in paper.draw(SPEC).boxes}


@pytest.mark.parametrize(
    ("size", "key"),
    [("99x80", "size_outside"), ("120x401", "size_outside"), ("120", "choice_unknown"), ("100x60", "size_small")],
)
def test_a_size_that_cannot_be_is_one_sentence(size, key):
    with pytest.raises(Problem) as refused:
        paper.render(SPEC, size=size)
    assert refused.value.key == key
    assert all("{" not in refused.value.text(lang) for lang in LANGS)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", LANGS)
def test_the_label_of_a_line_that_ends_at_a_break_stands_before_it(lang, size):
    spec = made_of("labour-immigration", lang)
    drawing = paper.draw(spec, size)
    edge = drawing.figure.axes[0].transData.transform((spec.breaks[0].x, 0))[0] / drawing.size.scale
    last = spec.data[spec.data["value"].notna()].groupby("series_id").tail(1)
    early = {value_text(spec, row.value) for row in last.itertuples() if row.x < spec.breaks[0].x}
    labels = [box for box in drawing.boxes if box.role == "label" and set(box.text.split()) & early]
    assert len(labels) == len(early) and all(box.right < edge for box in labels)


def test_a_name_whose_words_fit_is_not_hyphenated_to_make_its_lines_even():
    canvas, name = Canvas(SIZES["square"]), "Dienstverlenende beroepen"
    room = canvas.extent(name, LABEL) - 1
    assert room / 2 < canvas.extent("Dienstverlenende", LABEL)
    assert canvas.wrap(name, room, LABEL, is_even=True) == name.split()


def test_a_name_in_the_plot_covers_no_word_at_a_break():
    faults = []
    for id in IDS:
        for lang in LANGS:
            spec, layout = made_of(id, lang), on_screen(id, lang)["layout"]
            if len(spec.panels) > 1 or not spec.breaks:
                continue
            (left, right), (low, high) = layout["xaxis"]["range"], layout["yaxis"]["range"]
            plots = screen.MEASURES["page"]
            for words in layout["annotations"]:
                if words.get("name") != "inner":
                    continue
                rows = words["text"].split("<br>")
                wide = max(len(re.sub(r"<[^>]+>", "", row)) for row in rows) * 6
                for plot in plots.plots:
                    x = (words["x"] - left) / (right - left) * plot + words["xshift"]
                    top = (words["y"] - low) / (high - low) * plots.deep + words["yshift"] + 15 * len(rows)
                    for mark in spec.breaks:
                        at, long = (mark.x - left) / (right - left) * plot, len(mark.label) * 6
                        begin = at if (mark.x - left) <= (right - left) / 2 else at - long
                        if top > plots.deep - 12 and x < begin + long and begin < x + wide:
                            faults.append((id, lang, words["text"], mark.label))
    assert not faults


@pytest.mark.parametrize("fmt", ["png", "svg"])
def test_a_drawn_picture_holds_no_pixels_until_garbage_is_looked_for(fmt):
    def pixels():
        return sum("_renderer" in vars(one) for one in gc.get_objects() if type(one) is _Renderer)

    paper.render(made_of(IDS[0], LANGS[0]), fmt)  # what words are measured with stays
    gc.collect()
    gc.disable()
    try:
        before = pixels()
        paper.render(made_of(IDS[0], LANGS[0]), fmt)
        assert pixels() == before
    finally:
        gc.enable()


def test_words_of_a_reference_line_stand_at_the_end_where_no_line_passes():
    # Two lines part from the reference where the axis begins; elsewhere that end is free.
    for id, end in (("ad-and-bachelor", "right"), ("tightness", "left")):
        spec = make(id, STORE, "nl")
        for width in screen.MEASURES:
            [words] = [
                one
                for one in screen.figure(spec, width).layout.annotations
                if one.text == spec.reference_lines[0].label
            ]
            assert (words.xanchor, words.xshift) == (end, 4.0 if end == "left" else -4.0), (id, width)

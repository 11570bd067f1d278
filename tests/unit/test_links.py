"""Links that last: what they say, what is read back, and what is shown when the data have moved on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shortage import catalog, choice, figures
from shortage.descriptor import sealed
from shortage.figures import freeze, make
from shortage.store import DESCRIPTOR, Store, default_root
from shortage.text import LANGS, Problem
from shortage.web import links

STORE = Store(default_root())
ID, TABLE = "open-vacancies", "vacancies"


def query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True, strict_parsing=True))


@pytest.fixture
def copy(tmp_path: Path) -> Store:
    shutil.copytree(default_root(), tmp_path / "store")
    return Store(tmp_path / "store")


def load(store: Store, name: str, release: str, factor: float) -> None:
    """Write a release in which every figure is multiplied."""
    rows = store.raw(name)
    rows["value"] *= factor
    table = catalog.table(name)
    store.write(table, rows, store.codes(name), release=release, modified=release, retrieved=release, origin="loaded")


def remove(store: Store, name: str, release: str) -> None:
    """Take a release out of the descriptor, as a load does with the oldest."""
    path = store.root / DESCRIPTOR
    descriptor = json.loads(path.read_text("utf-8"))
    kept = [one for one in descriptor["resources"] if (one["table"], one["release"]) != (name, release)]
    assert len(kept) == len(descriptor["resources"]) - 1
    descriptor["resources"] = kept
    path.write_bytes(sealed(descriptor))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", figures.figures())
def test_an_address_says_everything_and_is_read_back(id, lang):
    spec = make(id, STORE, lang)
    known = {name for name, default in figures.figures()[id].params.items() if default != ""}
    picture = links.parse(query(links.figure(spec, "svg", size="slide", plain=True)), id=id, format="svg")
    assert (picture.id, picture.lang, picture.format, picture.size) == (id, lang, "svg", "slide")
    assert picture.plain and not picture.grey
    page = links.parse(query(links.page(spec)))
    table = links.parse(query(links.data(spec, "excel")), id=id, format="csv")
    assert table.flavour == "excel"
    for request in (picture, page, table):
        assert set(request.selection) == known
        assert request.selection == {name: figures.figures()[id].params[name] for name in known}
        assert {one.table for one in request.pins} == {one.table for one in spec.sources}
        assert request.pins == picture.pins
    assert picture.spec(STORE).data.equals(spec.data)
    for name in figures.figures()[id].params:
        assert f"{figures.figures()[id].typed[name].words[0]}=" in links.page(spec)


def test_names_in_addresses_do_not_clash():
    ours = {"lang", "taal", "size", "plain", "grey", "flavour", links.FIGURE, links.STAND}
    for definition in figures.figures().values():
        keys = [typed.words[0] for typed in definition.typed.values()]
        assert len(set(keys)) == len(keys)
        assert not ours & set(keys), definition.id


def test_a_choice_travels_with_its_kind():
    request = links.parse({"phi": "12.5", "techniek": "narrow", "vanaf": "2015"}, id="international-share")
    assert request.selection == {"phi": 12.5, "sector": "narrow", "since": "2015"}
    spec = request.spec(STORE)
    own = links.parse(query(links.figure(spec, size="120x80", grey=True)), id=spec.id, format="png")
    assert (own.size, own.grey) == ("120x80", True) and "120x80-grey" in own.file_name(STORE.version)
    assert request.selection.items() <= links.parse(query(links.page(spec))).selection.items()
    assert links.parse({"phi": choice.NONE}, id="international-share").selection == {"phi": None}


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"figuur": "no-such"}, "figure_unknown"),
        ({}, "figure_unknown"),
        ({"figuur": ID, "lang": "de"}, "choice_unknown"),
        ({"figuur": ID, "size": "huge"}, "choice_unknown"),
        ({"figuur": ID, "size": "link"}, "choice_unknown"),
        ({"figuur": ID, "size": "120x80x3"}, "choice_unknown"),
        ({"figuur": ID, "size": "99x80"}, "size_outside"),
        ({"figuur": ID, "size": "120x9999"}, "size_outside"),
        ({"figuur": ID, "plain": "yes"}, "choice_unknown"),
        ({"figuur": ID, "flavour": "tsv"}, "choice_unknown"),
        ({"figuur": ID, "vanaff": "2015"}, "choice_unknown"),
        ({"figuur": "international-share", "phi": "nan"}, "address_number"),
        ({"figuur": "international-share", "phi": "1e99"}, "address_number"),
        ({"figuur": "international-share", "phi": "9" * 70}, "address_number"),
        ({"figuur": ID, "tak": "F" * 81}, "address_long"),
        ({"figuur": ID, "stand": "x" * 5000}, "address_long"),
        ({"figuur": ID, **{f"a{place}": "1" for place in range(40)}}, "address_long"),
        ({"figuur": ID, "stand": "80472ned"}, "stand_wrong"),
        ({"figuur": ID, "stand": "80472ned~../../etc/passwd"}, "stand_wrong"),
        ({"figuur": ID, "stand": "80472ned~2026-07-30~zzzzzz"}, "stand_wrong"),
        ({"figuur": ID, "stand": "80472ned~2026-07-30,80472ned~2025-07-30"}, "stand_wrong"),
        ({"figuur": ID, "stand": ",".join(["80472ned~1"] * 60)}, "stand_wrong"),
        ({"figuur": ID, "stand": "nothing~2026-07-30"}, "table_unknown"),
    ],
)
def test_an_odd_address_is_one_sentence(values, key):
    with pytest.raises(Problem) as raised:
        links.parse(values)
    assert raised.value.key == key
    for lang in LANGS:
        assert len(raised.value.text(lang)) < 1200


def test_a_choice_that_the_store_does_not_have_is_one_sentence():
    for tak in ("ZZ", "<script>", "F' OR 1=1", "\x00"):
        with pytest.raises(Problem) as raised:
            links.parse({"figuur": ID, "tak": tak}).spec(STORE)
        assert raised.value.key == "choice_unknown"


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=12), st.text(max_size=200), max_size=8), st.text(max_size=20))
def test_no_address_does_more_than_a_problem(values, id):
    for name in (id, ID):
        try:
            request = links.parse({**values}, id=name)
        except Problem:
            continue
        assert request.id in figures.figures()


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789abcNED~,.-_", max_size=60))
def test_a_code_of_releases_reads_back_or_is_refused(text):
    try:
        found = freeze.read(text)
    except Problem:
        return
    assert freeze.read(freeze.code(found)) == found


def test_a_frozen_link_keeps_its_numbers_when_newer_ones_come(copy):
    before = make(ID, copy, "nl")
    address = query(links.page(before))
    old = copy.entry(TABLE).release
    load(copy, TABLE, "2031-01-31", 2.0)
    assert not make(ID, copy, "nl").data["value"].equals(before.data["value"])
    request = links.parse(address)
    frozen = request.frozen(copy)
    assert frozen.is_kept
    assert [one.release for one in frozen.newer] == [old]
    again = request.spec(copy)
    assert again.data.equals(before.data)
    assert again.source_line == before.source_line
    assert again.title == before.title
    # The newer figures are what a link without releases shows.
    now = links.parse(query(links.page(before, is_frozen=False))).spec(copy)
    assert now.data.equals(make(ID, copy, "nl").data)


def test_a_release_that_is_gone_gives_the_newest_and_says_so(copy):
    request = links.parse(query(links.page(make(ID, copy, "nl"))))
    old = copy.entry(TABLE).release
    load(copy, TABLE, "2031-01-31", 2.0)
    remove(copy, TABLE, old)
    frozen = request.frozen(copy)
    assert not frozen.is_kept
    assert [(one.table, one.release) for one in frozen.gone] == [(catalog.table(TABLE).id, old)]
    assert request.spec(copy).data.equals(make(ID, copy, "nl").data)


def test_figures_that_were_replaced_under_the_same_date_are_noticed(copy):
    request = links.parse(query(links.page(make(ID, copy, "nl"))))
    load(copy, TABLE, copy.entry(TABLE).release, 1.5)
    frozen = request.frozen(copy)
    assert [one.table for one in frozen.gone] == [catalog.table(TABLE).id]


def test_a_pinned_store_reads_as_the_store_did(copy):
    before = copy.read(TABLE).frame
    version = copy.version
    old = copy.entry(TABLE).release
    load(copy, TABLE, "2031-01-31", 2.0)
    view = copy.pinned({TABLE: old})
    assert view.version == version != copy.version
    assert view.read(TABLE).frame.equals(before)
    assert view.entry(TABLE).release == old and view.has(TABLE)
    assert copy.entry(TABLE).release == "2031-01-31"
    with pytest.raises(Problem) as raised:
        copy.pinned({TABLE: "1999-01-01"})
    assert raised.value.key == "release_absent"
    remove(copy, TABLE, old)
    with pytest.raises(Problem) as raised:
        view.read(TABLE)
    assert raised.value.key == "release_absent"

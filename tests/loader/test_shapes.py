"""Tables of CBS in the shape that public pages, code and answers show of the real ones; the figures are made up."""

from __future__ import annotations

import pytest
from emulator import Table, Topic, product

from shortage import catalog, loader
from shortage.catalog.needs import is_needed
from shortage.store import Store

QUARTERS = [
    (f"{year}KW0{quarter}", f"{year} {quarter}e kwartaal", "Definitief")
    for year in (2024, 2025)
    for quarter in (1, 2, 3, 4)
]
BRANCHES = [
    ("T001081", "A-U Alle economische activiteiten", ""),
    ("301000 ", "A Landbouw, bosbouw en visserij", ""),
    ("300002 ", "B-E Nijverheid (geen bouw) en energie", ""),
    ("307500 ", "C Industrie", ""),
    ("350000 ", "F Bouwnijverheid", ""),
    ("391600 ", "J Informatie en communicatie", ""),
]
WORKERS = [("T001413", "Totaal", ""), ("A045285", "Werknemers", ""), ("A045286", "Zelfstandigen", "")]
YEAR, BEFORE = "Mutatie t.o.v. zelfde periode vorig jaar", "Mutatie t.o.v. voorgaande periode"
THOUSAND, OF_FIRMS, POINTS = "x 1 000", "% van bedrijven", "procentpunt"
BY_VALUE, BY_OUTPUT = "Op basis van toegevoegde waarde", "Op basis van productie"
ACCESS = "Toegang en gebruik internet > Bedrijven met website"
ALL_FIRMS = "Totaal (ex. financieel of nutsbedrijven)"


def volume() -> list[Topic]:
    """The ten topics of the labour accounts: four titles stand twice, in groups of their own."""
    kinds = [("Werkzame personen", THOUSAND), ("Banen", THOUSAND), ("Gewerkte uren", "mln uren")]
    topics = []
    for title, unit in kinds:
        for suffix in ("", " seizoengecorrigeerd"):
            topics.append((f"{title}{suffix}", unit, title))
    topics += [("Werkzame personen", THOUSAND, YEAR), ("Banen", THOUSAND, YEAR)]
    topics += [(f"{one} seizoengecorrigeerd", THOUSAND, BEFORE) for one in ("Werkzame personen", "Banen")]
    return [
        Topic("".join(word.capitalize() for word in title.split()) + f"_{place}", title, unit, group)
        for place, (title, unit, group) in enumerate(topics, 1)
    ]


def serve(emulator, id, dimensions, topics, **more) -> Table:
    def value(topic: str, *codes: str) -> float:
        return round(1 + topics_by_key[topic] / 10 + sum(map(len, codes)) / 100, 1)

    topics_by_key = {topic.key: place for place, topic in enumerate(topics)}
    made = Table(id, dimensions, topics, product(dimensions, topics, value), **more)
    emulator.tables[id.lower()] = made
    return made


def load(name, tmp_path, wire, **more):
    (result,) = loader.load([name], Store(tmp_path / "store"), seed=False, wire=wire, **more)
    return result, Store(tmp_path / "store")


def english_topics() -> list[Topic]:
    table = catalog.table("value_added")
    topics = []
    for code in table.dimensions["branch"].members.values():
        stem = code.key.rpartition("_")[0]
        group = "Gross domestic product > " + ("Production" if stem != "Total" else f"Production > {code.text.en}")
        topics.append(Topic(code.key, "Total" if stem == "Total" else stem, "mln euro", group, decimals=0))
    return topics


SHAPES = {
    "vacancies_adjusted": lambda e: serve(
        e,
        "80474ned",
        {"SBI2008PartBedrijvenOverheid": [(key.ljust(8), *rest) for key, *rest in BRANCHES], "Perioden": QUARTERS},
        [Topic("VacaturesSeizoengecorrigeerd_1", "Vacatures seizoengecorrigeerd", THOUSAND)],
    ),
    "vacancies_adjusted_total": lambda e: serve(
        e,
        "84545NED",
        {"Perioden": QUARTERS},
        [
            Topic(f"{title}_{place}", title, THOUSAND, "Vacatures seizoengecorrigeerd")
            for place, title in enumerate(("Openstaand", "Ontstaan", "Vervuld"), 1)
        ],
    ),
    "labour_volume": lambda e: serve(
        e,
        "85920NED",
        {"TypeWerkenden": WORKERS, "BedrijfstakkenBranchesSBI2008": BRANCHES, "Perioden": QUARTERS},
        volume(),
    ),
    "labour_volume_2015": lambda e: serve(
        e,
        "84166NED",
        {"TypeWerkenden": WORKERS, "BedrijfstakkenBranchesSBI2008": BRANCHES, "Perioden": QUARTERS},
        volume(),
        facts={"OutputStatus": "Gediscontinueerd"},
    ),
    "labour_volume_2010": lambda e: serve(
        e,
        "82575NED",
        {"TypeWerkenden": WORKERS, "BedrijfstakkenBranchesSBI2008": BRANCHES, "Perioden": QUARTERS},
        volume()[:6],
        facts={"OutputStatus": "Gediscontinueerd"},
    ),
    "value_added": lambda e: serve(
        e,
        "85879ENG",
        {
            "TypeOfData": [("A045294", "Current prices", ""), ("A045295", "Prices of 2021 seasonally adjusted", "")],
            "Periods": QUARTERS,
        },
        english_topics(),
        time="Periods",
        facts={"Language": "en"},
    ),
    "ict_use": lambda e: serve(
        e,
        "85736NED",
        {"BedrijfstakkenBranchesSBI2008": [("T001081", "Totaal C-N en Q", ""), ("307500 ", "C Industrie", "")]},
        [
            Topic("Website_1", "Bedrijven met website", OF_FIRMS, ACCESS),
            Topic("VrijwilligeTraining_2", "Vrijwillige training", OF_FIRMS, "ICT-veiligheid > Training personeel"),
            Topic("Personeel_3", "Personeel dat werkt met internet", "% van werkzame personen", "Personeel en ICT"),
            Topic("Kosten_4", "Kosten zijn te hoog", OF_FIRMS, "AI niet gebruikt"),
        ],
    ),
    "ict_robots": lambda e: serve(
        e,
        "84832NED",
        {"BedrijfstakkenBranchesSBI2008": [("307610 ", "10-12 Voedings-, genotmiddelenindustrie", "")]},
        [Topic("Bedieningstaken_1", "Bedieningstaken", OF_FIRMS, "Gebruik van Robotica > Robotica gebruik")],
    ),
    "business_survey": lambda e: serve(
        e,
        "85609NED",
        {
            "BedrijfstakkenBranchesSBI2008": [("T001081", ALL_FIRMS, ""), *BRANCHES[1:]],
            "Marges": [("MW00000", "Waarde", ""), ("MOG0095", "Ondergrens 95%-interval", "")],
            "Seizoencorrectie": [("A1", "Oorspronkelijke, ongecorrigeerde cijfers", ""), ("A2", "Gecorrigeerd", "")],
            "Perioden": [("2024MM07", "2024 juli", "Definitief"), ("2024KW03", "2024 3e kwartaal", "Definitief")],
        },
        [
            Topic("OnvoldoendeVraag_9", "Onvoldoende vraag", "%", "Belemmeringen"),
            Topic("TekortAanArbeidskrachten_10", "Tekort aan arbeidskrachten", "%", "Belemmeringen"),
        ],
    ),
    "growth_accounts": lambda e: serve(
        e,
        "84546NED",
        {
            "BedrijfstakkenBranchesSBI2008": [("T001081", "A-U Commerciële sector.(excl L,O,P,T)", ""), BRANCHES[3]],
            "Perioden": [("2021JJ00", "2021", "Voorlopig"), ("2022JJ00", "2022*", "Voorlopig")],
        },
        [
            Topic(f"{key}_{place}", title, unit, f"Groeirekeningen > {group}")
            for place, (key, title, unit, group) in enumerate(
                [
                    ("ToegevoegdeWaarde", "Toegevoegde waarde", "% volumemutaties", BY_VALUE),
                    ("BijdrageArbeid", "Bijdrage arbeid", POINTS, BY_VALUE),
                    ("BijdrageUren", "Bijdrage uren", POINTS, BY_VALUE),
                    ("BijdrageCompositieEffect", "Bijdrage compositie-effect", POINTS, BY_VALUE),
                    ("BijdrageICTKapitaal", "Bijdrage ICT-kapitaal", POINTS, BY_VALUE),
                    ("BijdrageNietICTKapitaal", "Bijdrage niet-ICT-kapitaal", POINTS, BY_VALUE),
                    ("BijdrageMfp", "Bijdrage multifactorproductiviteit", POINTS, BY_VALUE),
                    ("BijdrageArbeid", "Bijdrage arbeid", POINTS, BY_OUTPUT),
                    ("BijdrageMfp", "Bijdrage multifactorproductiviteit", POINTS, BY_OUTPUT),
                ],
                1,
            )
        ],
        facts={"OutputStatus": "Gediscontinueerd"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_loads_in_its_real_shape(name, tmp_path, emulator, wire):
    SHAPES[name](emulator)
    result, store = load(name, tmp_path, wire)
    assert result.problem is None, result.problem.text("en")
    frame = store.read(name).frame
    assert not frame.empty
    needed = {one.name for one in catalog.table(name).measures if is_needed(catalog.table(name), one.name)}
    assert needed <= set(frame["measure"])


def test_changes_are_not_levels_although_their_titles_are_the_same(tmp_path, emulator, wire):
    served = SHAPES["labour_volume"](emulator)
    _, store = load("labour_volume", tmp_path, wire)
    frame = store.read("labour_volume").frame
    at = (frame["branch"] == "F") & (frame["worker"] == "total") & (frame["period"] == "2024KW02")
    row = next(
        one
        for one in served.rows
        if (one["BedrijfstakkenBranchesSBI2008"], one["TypeWerkenden"], one["Perioden"])
        == ("350000 ", "T001413", "2024KW02")
    )
    found = frame[at].set_index("measure")["value"].to_dict()
    assert found["employed_persons"] == row["WerkzamePersonen_1"]
    assert found["employed_persons_change_year"] == row["WerkzamePersonen_7"]
    assert found["jobs_adjusted_change"] == row["BanenSeizoengecorrigeerd_10"]


def test_a_table_without_time_is_about_the_year_that_the_catalogue_names(tmp_path, emulator, wire):
    SHAPES["ict_use"](emulator)
    _, store = load("ict_use", tmp_path, wire)
    frame = store.read("ict_use").frame
    assert set(frame["period"]) == {"2023JJ00"}
    assert {"website", "security-voluntary", "staff-online"} <= set(frame["technology"])
    assert "measures.used_ai" in store.entry("ict_use").extra["missing"]


# -- topics with one title ---------------------------------------------------------------------------------------

PRODUCTION = "Opbouw bbp vanuit de productie > Bruto toegevoegde waarde basisprijzen"
SPENDING = "Opbouw bbp vanuit de finale bestedingen > Investeringen naar bestemming"


def growth(emulator) -> Table:
    """Value added by branch as totals of groups, and investments that bear the names of those groups."""
    table = catalog.table("value_added_change")
    topics = [Topic("Totaal_1", "Totaal", "%", PRODUCTION)]
    groups = {"A-F", "B-E", "C", "G-N", "G-I", "M-N", "O-U", "O-Q", "O-P"}
    for place, (ours, code) in enumerate(table.dimensions["branch"].members.items(), 2):
        if ours in groups:
            topics.append(Topic(f"Totaal_{place}", "Totaal", "%", f"{PRODUCTION} > {code.label}"))
        elif ours != "A-U":
            topics.append(Topic(f"Tak_{place}", code.label, "%", PRODUCTION))
    for title in ("G-N Commerciële dienstverlening", "O-U Niet-commerciële dienstverlening"):
        topics.append(Topic(f"{title.replace(' ', '')}_{len(topics) + 100}", title, "%", SPENDING))
    kinds = [(code.key, code.text.nl, "") for code in table.dimensions["change"].members.values()]
    return serve(emulator, "85880NED", {"SoortMutaties": kinds, "Perioden": QUARTERS}, topics)


def test_value_added_is_never_taken_for_investments_of_the_same_name(tmp_path, emulator, wire):
    growth(emulator)
    result, store = load("value_added_change", tmp_path, wire)
    assert result.problem is None, result.problem.text("en")
    resolved = store.entry("value_added_change").extra["resolved"]["@measure"]
    assert all(found.startswith(("Totaal_", "Tak_")) for found in resolved.values())
    assert resolved["300007_2"].startswith("Totaal_")  # G-N
    assert set(catalog.table("value_added_change").dimensions["branch"].members) <= set(
        store.read("value_added_change").frame["branch"]
    )


def without_parent(monkeypatch, **codes):
    table = catalog.table("value_added_change")
    load = {"codes": {"branch": {**table.load["codes"]["branch"], **codes}}}
    found = {**catalog.tables(), table.name: table.model_copy(update={"load": load})}
    monkeypatch.setattr(catalog.model, "tables", lambda: found)
    monkeypatch.setattr(catalog, "tables", lambda: found)


def test_a_title_that_a_group_elsewhere_bears_too_is_in_doubt(tmp_path, emulator, wire, monkeypatch):
    """Without the group in the catalogue "G-N …" means the total of its group as well as the investments."""
    monkeypatch.setattr("shortage.sources.cbs_shape.is_needed", lambda *_: True)
    without_parent(monkeypatch)
    growth(emulator)
    result, _ = load("value_added_change", tmp_path, wire)
    assert result.problem.key == "label_ambiguous"
    for named in ("G-N Commerciële dienstverlening", "Investeringen"):
        assert named in result.problem.text("nl")


def test_branches_under_two_groups_are_refused(tmp_path, emulator, wire, monkeypatch):
    """What a repair by hand would have let in: value added of most branches, investments of one."""
    served = growth(emulator)
    investments = next(one.key for one in served.topics if one.group == SPENDING)
    without_parent(monkeypatch, **{"G-N": investments, "O-U": f"{PRODUCTION} > O-U Niet-commerciële dienstverlening"})
    result, _ = load("value_added_change", tmp_path, wire)
    assert result.problem.key == "table_changed"
    assert "Investeringen" in result.problem.text("nl")


# -- the catalogue of CBS ----------------------------------------------------------------------------------------


def test_a_catalogue_that_refuses_long_conditions_is_not_asked_one(tmp_path, emulator, wire):
    for build in SHAPES.values():
        build(emulator)
    emulator.longest_condition = 19
    results = loader.load(list(SHAPES), Store(tmp_path / "store"), seed=False, wire=wire)
    assert {one.outcome for one in results} == {"loaded"}


def test_a_catalogue_that_refuses_any_condition_gives_its_whole_list(tmp_path, emulator, wire):
    for build in SHAPES.values():
        build(emulator)
    emulator.fault("status", r"ODataCatalog.*\$filter", status=400, times=999)
    results = loader.load(list(SHAPES), Store(tmp_path / "store"), seed=False, wire=wire)
    assert {one.outcome for one in results} == {"loaded"}


def test_a_catalogue_that_fails_for_some_tables_leaves_the_others_alone(tmp_path, emulator, wire):
    for build in SHAPES.values():
        build(emulator)
    emulator.fault("status", r"ODataCatalog.*80472ned", status=503, times=999)
    names = [one.name for one in catalog.tables().values() if one.source == "cbs" and loader.is_loadable(one)]
    results = {one.name: one for one in loader.load(names, Store(tmp_path / "store"), seed=False, wire=wire)}
    assert results["vacancies"].problem.key == "source_down"
    assert {one.problem.key for one in results.values() if one.problem} == {"source_down", "table_not_published"}
    assert "loaded" in {one.outcome for one in results.values()}


def test_figures_of_short_precision_are_stored_as_they_are_printed(tmp_path, emulator, wire):
    served = SHAPES["vacancies_adjusted"](emulator)
    served.topics[0].datatype = "Float"
    served.rows = [{**row, "VacaturesSeizoengecorrigeerd_1": 13.899999618530273} for row in served.rows]
    _, store = load("vacancies_adjusted", tmp_path, wire)
    assert set(store.read("vacancies_adjusted").frame["value"]) == {13.9}


def test_a_table_whose_number_of_rows_is_not_told_is_read_all_the_same(tmp_path, emulator, wire):
    served = SHAPES["vacancies_adjusted"](emulator)
    served.facts["RecordCount"] = None
    result, _ = load("vacancies_adjusted", tmp_path, wire)
    assert result.rows == len(served.rows)

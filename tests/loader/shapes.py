"""Tables of CBS in the shape that public pages, code and answers show of the real ones; the figures are made up."""

from __future__ import annotations

from emulator import Table, Topic, product

from shortage import catalog

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


def pay() -> list[Topic]:
    """The amounts and changes of the pay of employees: each title stands under two groups."""
    groups = [("Beloning van werknemers", "mln euro", ("Beloning van werknemers", "Lonen", "Loonkosten"))]
    for per, unit in (("arbeidsjaar", "1 000 euro"), ("gewerkt uur", "euro")):
        titles = tuple(f"{title} per {per}" for title in ("Beloning", "Lonen", "Loonkosten"))
        groups.append((f"Beloning per arbeidsvolume > Beloning van werknemers per {per}", unit, titles))
    topics = []
    for group, unit, titles in groups:
        outer, _, inner = group.partition(" > ")
        for kind, its_unit in (("Bedrag", unit), ("Ontwikkeling t.o.v. een jaar eerder", "%")):
            path = " > ".join(part for part in (outer, kind, inner) if part)
            topics += [(title, its_unit, path) for title in titles]
    return [
        Topic(f"{title.replace(' ', '')}_{place}", title, unit, path)
        for place, (title, unit, path) in enumerate(topics, 1)
    ]


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
    "employee_pay": lambda e: serve(
        e,
        "85919NED",
        {
            "BedrijfstakkenBranchesSBI2008": BRANCHES,
            "Perioden": [("2023JJ00", "2023*", "Voorlopig"), ("2024JJ00", "2024*", "Voorlopig")],
        },
        pay(),
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
            "Perioden": [
                (f"2024{code}", f"2024 {label}", "Definitief")
                for code, label in [("MM07", "juli"), ("MM08", "aug."), ("MM10", "oktober"), ("KW03", "3e kwartaal")]
            ],
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

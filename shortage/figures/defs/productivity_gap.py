"""Figures of productivity beside vacancies and by size: the break-even rise, and small against medium enterprises."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from shortage import catalog, claims, indicators
from shortage.figures import FigureContent, Guarded, View, build, figure, rows
from shortage.figures.defs.productivity import THEME
from shortage.figures.defs.vacancies import inside, name, period, say, span
from shortage.store import Store
from shortage.text import LANGS, Lang, Period, Problem, Text, number, percent

SECTOR = "B-F"
LINES = ("B-F", "C", "F", "J")
SINGLE = 2
"""Fewest quarters that a branch needs to be a line."""


TECHNICAL = Text(nl="Techniek (B–F)", en="Technical (B–F)")


def label(code: str, lang: Lang) -> str:
    """Return a branch as a label; the technical sector is named as such, apart from the parts beside it."""
    return TECHNICAL[lang] if code == SECTOR else name(code, lang)


def quarters(store: Store) -> dict[str, Text]:
    """Return the quarters that a reader may choose: those in which the technical sector has a figure, newest first."""
    codes = sorted(indicators.compute("break-even-productivity", store, branch=SECTOR).frame["period"], reverse=True)
    return {code: Text(**{lang: Period.parse(code).label(lang) for lang in LANGS}) for code in codes}


def editions(view: View, codes: Iterable[str]) -> list[str]:
    """Return from which editions the employment of these branches is: those that stand side by side are named."""
    texts = [one[view.lang] for code in codes for one in view.made("break-even-productivity", branch=code).notes]
    return list(dict.fromkeys(texts))


@figure(
    "break-even-productivity",
    theme=THEME,
    title=Text(
        nl="Productiviteitsstijging die gelijkstaat aan alle openstaande vacatures",
        en="Productivity rise that equals all open vacancies",
    ),
    place=3,
    choices={"quarter": quarters},
)
def break_even_productivity(view: View, *, quarter: str = "") -> FigureContent:
    """Open vacancies as a part of employment plus open vacancies, per branch, in one quarter."""
    lang = view.lang
    made = view.indicator("break-even-productivity", branch="all")
    technical_line = made.line(branch=SECTOR)
    wanted = quarter or str(technical_line["period"].iloc[-1])
    now = made.frame[made.frame["period"] == wanted].sort_values(["value", "branch"], ascending=[False, True])
    if SECTOR not in set(now["branch"]):
        raise Problem("selection_empty")
    view.read.only(made, wanted)
    names = {code: label(code, lang) for code in now["branch"]}
    data = pd.DataFrame(
        {
            "series_id": "value",
            "label": "",
            "category": list(names.values()),
            "period": wanted,
            "value": now["value"].to_numpy(),
            "is_provisional": now["is_provisional"].to_numpy(),
        }
    )
    found = dict(zip(now["branch"], now["value"].astype(float), strict=True))
    values = {
        "rise": percent(found[SECTOR], lang, 1),
        "end": period(wanted, lang),
        "high": inside(next(iter(names.values()))),
        "top": percent(float(now["value"].iloc[0]), lang, 1),
        "low": inside(list(names.values())[-1]),
        "bottom": percent(float(now["value"].iloc[-1]), lang, 1),
    }
    finding = Guarded(
        say(
            lang,
            "Alle openstaande vacatures in de techniek staan gelijk aan {rise} van het werk ({end})",
            "All open technical vacancies equal {rise} of the work ({end})",
            **values,
        ),
        True,
        f"open vacancies over employed persons plus open vacancies in {SECTOR}, {wanted}",
    )
    alt = say(
        lang,
        "Staafdiagram van bedrijfstakken: in de techniek {rise} in {end}; het hoogst is {high} ({top}), het laagst "
        "{low} ({bottom}).",
        "Bar chart of branches: {rise} in the technical sector in {end}; highest is {high} ({top}), lowest {low} "
        "({bottom}).",
        **values,
    )
    subtitle = say(
        lang,
        "Openstaande vacatures in % van werkzame personen plus openstaande vacatures, Nederland, {end}; werkzame "
        "personen seizoengecorrigeerd, vacatures niet",
        "Open vacancies in % of employed persons plus open vacancies, the Netherlands, {end}; employed persons "
        "seasonally adjusted, vacancies not",
        **values,
    )
    notes = [
        say(
            lang,
            "Zoveel meer werk per persoon zou alle open plaatsen vervangen, als de vraag gelijk blijft. De bouw en de "
            "industrie zitten ook in de techniek.",
            "So much more work per person would replace all open places if demand stays the same. Construction and "
            "manufacturing are also part of the technical sector.",
        ),
        *editions(view, names),
    ]
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=1, finding=finding,
                 notes=notes, highlight=[names[SECTOR]])  # fmt: skip


@figure(
    "break-even-trend",
    theme=THEME,
    title=Text(
        nl="Productiviteitsstijging gelijk aan alle vacatures, door de tijd",
        en="Productivity rise equal to all vacancies, over time",
    ),
)
def break_even_trend(view: View) -> FigureContent:
    """The break-even rise by quarter of the technical sector, manufacturing, construction and ICT."""
    lang = view.lang
    made = view.indicator("break-even-productivity", branch="all")
    counts = made.frame["branch"].value_counts()
    shown = [code for code in LINES if counts.get(code, 0) >= SINGLE]
    data = pd.concat([rows(made, lang, branch=code, label=label(code, lang)) for code in shown], ignore_index=True)
    view.read.only(made, series=shown)
    line = made.line(branch=SECTOR).set_index("period")["value"]
    years = int(claims.claim("P4").values["years"])
    end = str(line.index[-1])
    then = Period.parse(end).shift(-4 * years).code
    values = {
        "now": percent(float(line[end]), lang, 1),
        "end": period(end, lang),
        "before": percent(float(line[then]), lang, 1) if then in line.index else "",
        "then": period(then, lang),
        "top": percent(float(line.max()), lang, 1),
        "top_end": period(str(line.idxmax()), lang),
        "count": number(len(shown), lang),
    }
    finding = None
    if then in line.index:
        less = say(lang, "minder", "less") if float(line[end]) < float(line[then]) else say(lang, "meer", "more")
        sentence = say(
            lang,
            "Techniek: {now} van het werk staat open, {less} dan de {before} in {then}",
            "Technical: {now} of the work stands open, {less} than the {before} in {then}",
            less=less,
            **values,
        )
        finding = Guarded(
            sentence,
            values["now"] != values["before"],
            f"{number(float(line[end]), 'en', 2)} in {end} against {number(float(line[then]), 'en', 2)} in {then}",
        )
    alt = say(
        lang,
        "Lijngrafiek van {count} bedrijfstakken: in de techniek {now} in {end}, het hoogst {top} in {top_end}.",
        "Line chart of {count} branches: {now} in the technical sector in {end}, highest {top} in {top_end}.",
        **values,
    )
    subtitle = say(
        lang,
        "Openstaande vacatures in % van werkzame personen plus openstaande vacatures, Nederland, {span}; werkzame "
        "personen seizoengecorrigeerd, vacatures niet",
        "Open vacancies in % of employed persons plus open vacancies, the Netherlands, {span}; employed persons "
        "seasonally adjusted, vacancies not",
        span=span(data, lang),
    )
    notes = list({one[lang]: None for code in shown for one in view.made("break-even-productivity", branch=code).notes})
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=1, finding=finding,
                 notes=notes)  # fmt: skip


@figure(
    "sme-gap",
    theme=THEME,
    title=Text(
        nl="Toegevoegde waarde per voltijdbaan, klein en middelgroot bedrijf",
        en="Value added per full-time job, small and medium enterprises",
    ),
    place=4,
)
def sme_gap(view: View) -> FigureContent:
    """Small beside medium enterprises per branch, in the one year that was published; large ones are not in it."""
    lang = view.lang
    made = view.indicator("sme-gap")
    margin = float(claims.claim("P2").values["margin"])
    end = made.as_of
    wide = made.frame[made.frame["period"] == end].pivot(index="branch", columns="size", values="value")
    if not {"small", "medium"} <= set(wide):
        raise Problem("selection_empty")
    wide = wide.dropna(subset=["small", "medium"])
    gap = (100 * (1 - wide["small"] / wide["medium"])).sort_values(ascending=False, kind="stable")
    names = {str(code): name(str(code), lang) for code in gap.index}
    members = catalog.table("productivity_by_size").dimensions["size"].members
    sizes = {size: members[size].text[lang] for size in ("small", "medium")}
    data = pd.DataFrame(
        [
            {
                "series_id": size,
                "label": text,
                "category": names[str(code)],
                "period": end,
                "value": float(wide[size][code]),
            }
            for code in gap.index
            for size, text in sizes.items()
        ]
    )
    lagging = int((gap >= margin).sum())
    values = {
        "lagging": number(lagging, lang),
        "count": number(len(gap), lang),
        "year": period(end, lang),
        "margin": percent(margin, lang),
        "gap": percent(float(gap.median()), lang),
        "widest": inside(names[str(gap.index[0])]),
        "most": percent(float(gap.iloc[0]), lang),
    }
    finding = Guarded(
        say(
            lang,
            "Kleine bedrijven waren in {year} in {lagging} van {count} bedrijfstakken duidelijk minder productief dan "
            "middelgrote",
            "In {year} small enterprises were clearly less productive than medium ones in {lagging} of {count} "
            "branches",
            **values,
        ),
        lagging > 0,
        f"{lagging} of {len(gap)} branches with a gap of at least {number(margin, 'en')}% in {end}",
    )
    alt = say(
        lang,
        "Halterdiagram van {count} bedrijfstakken in {year}: klein ligt mediaan {gap} onder middelgroot, het verschil "
        "is het grootst bij {widest} ({most}).",
        "Dumbbell chart of {count} branches in {year}: small is {gap} below medium at the median, the gap is widest in "
        "{widest} ({most}).",
        **values,
    )
    subtitle = say(
        lang,
        "Toegevoegde waarde per voltijdbaan, duizend euro, naar bedrijfstak en grootteklasse, Nederland, {year}",
        "Value added per full-time job, thousand euros, by branch and size class, the Netherlands, {year}",
        **values,
    )
    notes = [
        say(
            lang,
            "De enige open cijfers per grootteklasse zijn die van {year}; grote bedrijven staan er niet in, dus of het "
            "mkb als geheel achterblijft, is hiermee niet te zien. Duidelijk: ten minste {margin} lager.",
            "The only open figures by size class are those of {year}; large enterprises are not in them, so whether "
            "SMEs as a whole lag cannot be seen. Clearly: at least {margin} lower.",
            **values,
        )
    ]
    return build(view, "dumbbell", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=1, finding=finding,
                 notes=notes, is_zero_based=False)  # fmt: skip

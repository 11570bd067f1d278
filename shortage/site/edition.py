"""The published edition: every page as a file, from what each page says.

    index.html                          the home page, in Dutch; all of the other language under en/
    arbeidsmarktkrapte.html             a theme
    bewering/<paper>/<id>.html          a claim, with <id>.sql beside it
    figuren/<id>.html                   a figure
    data/<name>.html                    a table
    archive/<version>/                  claims and figures of one edition, with their files, which stay as they are
    archive/<version>/store/            the files that the numbers come from, as check.sql reads them

Links are relative and name files, so that it works from a folder, a web server or a bucket.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shortage import catalog, claims, feed, figures, page
from shortage.figures.style import SIZES
from shortage.page import Answers, FigurePage, Link
from shortage.page import proposals as proposal_pages
from shortage.page.base import CLAIM, DATA, FIGURES, PROPOSALS
from shortage.page.claim import strip
from shortage.render import files, fonts
from shortage.site import parts, pictures, rows
from shortage.store import Store
from shortage.text import LANGS, Lang, date, t

HOME, SEARCH, ARCHIVE, FEED = "beweringen", "zoeken", "archive", "feed.xml"
PREFIX: dict[Lang, str] = {"nl": "", "en": "en/"}
KINDS = {"svg": "svg", "png": "png", "csv": "csv", "csv_excel": "csv-excel"}
"""Files of a figure: how an edition calls them, and their format."""
LETTERS = {"letters-400.woff": fonts.REGULAR, "letters-600.woff": fonts.BOLD}
WESTERN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2027),
    0x20AC,
    *range(0x2190, 0x2196),
    0x2212,
    0x2264,
    0x2265,
)
"""Letters and signs of what the pages say."""
BESIDE = ("look.css", "site.css", "site.js", "icon.svg")


@dataclass(frozen=True)
class Drawn:
    """A figure drawn in one language: its files by kind, and where its plot lies on its picture."""

    id: str
    lang: Lang
    files: Mapping[str, bytes]
    plot: pictures.Plot


def draw(id: str, lang: Lang, store: Store) -> Drawn:
    """Return a figure's files for an edition.

    Raises:
        Problem: it cannot be made from this store.
    """
    spec = figures.make(id, store, lang)
    made = {name: files.content(spec, format) for name, format in KINDS.items()}
    made["png"] = pictures.small(made["png"])
    return Drawn(id, lang, made, pictures.plot(spec))


@dataclass(frozen=True)
class Chart:
    """A figure on a page: what it says, where its page and files stand, and where its plot lies on its picture."""

    page: FigurePage
    link: Link
    files: Mapping[str, str]
    plot: pictures.Plot
    width: int = round(SIZES["note"].layout_width)
    height: int = round(SIZES["note"].layout_height)

    @property
    def points(self) -> parts.Html:
        """The points of the plot as JSON; "" where it has none."""
        if not self.plot.points:
            return parts.Html()
        text = json.dumps(self.plot.points, ensure_ascii=False, separators=(",", ":"))
        # In a page a script ends where its closing tag stands, whatever it holds.
        return parts.Html(text.replace("<", "\\u003c"))

    @property
    def crop(self) -> parts.Html:
        """The shape of the plot and how far the picture is pushed up in it, in per cent of its width."""
        shape = f"{self.width} / {round(self.height * self.plot.height, 1)}"
        return parts.Html(f"--shape: {shape}; --up: -{round(100 * self.plot.top * self.height / self.width, 2)}%")


@dataclass
class Edition:
    """An edition being put together: ``files`` are its bytes by path."""

    answers: Answers
    drawn: Mapping[tuple[str, Lang], Drawn]
    url: str = ""
    """Where it will be found, with a stroke at the end; "" where that is not known."""
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The data version."""
        return self.answers.version

    @property
    def own(self) -> str:
        """The folder of the archive that keeps this edition."""
        return f"{ARCHIVE}/{self.version}/"

    def make(self) -> dict[str, bytes]:
        """Return all files of the edition by path.

        Raises:
            Unreadable: a table that is listed cannot be read now; half an edition is none.
        """
        for folder in ("", self.own):
            for name in BESIDE:
                self.files[folder + name] = (parts.HERE / name).read_bytes()
            for name, file in LETTERS.items():
                self.files[folder + name] = fonts.woff(file, "".join(map(chr, WESTERN)))
        self._store()
        for lang in LANGS:
            charts = self._charts(lang)
            View(self, lang, "", charts).write()
            View(self, lang, self.own, charts).write_kept()
        return self.files

    def _store(self) -> None:
        """Put the newest files of the store beside, as check.sql reads them."""
        store = self.answers.store
        listed = [one for entries in store.entries().values() for one in entries if one.is_current]
        for entry in listed:
            self.files[f"{self.own}store/{entry.path}"] = store.file(entry.path).read_bytes()

    def _charts(self, lang: Lang) -> dict[str, Chart]:
        charts = {}
        for (id, drawn_lang), drawn in self.drawn.items():
            if drawn_lang != lang:
                continue
            paths = {}
            for kind, body in drawn.files.items():
                ending = KINDS[kind].partition("-")[0]
                flavour = "-excel" if kind == "csv_excel" else ""
                paths[kind] = f"{self.own}figure/{id}-{lang}{flavour}.{ending}"
                self.files[paths[kind]] = body
            link = Link(figures.figures()[id].title[lang], FIGURES, {"figuur": id})
            charts[id] = Chart(page.figure(id, self.answers, lang), link, paths, drawn.plot)
        return charts


@dataclass(frozen=True)
class _Entry(feed.Entry):
    """An entry of the feed whose ``page`` is a file of the edition."""

    def query(self, lang: Lang) -> str:
        return self.page


class View:
    """The pages of an edition in one language, at its top or in its archive (``folder``)."""

    def __init__(self, edition: Edition, lang: Lang, folder: str, charts: Mapping[str, Chart]) -> None:
        self.edition, self.lang, self.folder, self.charts = edition, lang, folder, charts
        self.answers = edition.answers

    def write(self) -> None:
        """Write all pages."""
        home = page.home(self.answers, self.lang)
        self._page("index.html", "home.html", home.title, HOME, page=home, description=home.papers[0].lead)
        for theme in claims.themes().values():
            made = page.theme(theme.id, self.answers, self.lang)
            charts = [self.charts[id] for id in made.figures if id in self.charts]
            told = {"page": made, "charts": charts, "description": made.question}
            self._page(f"{theme.page}.html", "theme.html", made.title, theme.page, **told)
        self._claims()
        self._figures()
        self._gallery()
        self._proposals()
        self._data()
        self._search()
        self._feed()

    def write_kept(self) -> None:
        """Write the pages that the archive keeps: claims, figures, and a list of them."""
        self._claims()
        self._figures()
        listed = [self._all_claims(), self._all_figures()]
        groups = [(name, [link for link, _ in links]) for name, links in listed]
        name = t("site.archive_title", self.lang, version=self.edition.version)
        self._page("index.html", "archive.html", name, "", groups=groups)

    def _claims(self) -> None:
        for key in claims.claims():
            made = page.claim(key, self.answers, self.lang)
            last = self.answers.newest_load()
            check = made.section("recheck")
            path = self._path(Link("", CLAIM, {"id": key}))
            query = f"{path.removesuffix('.html')}.sql"
            if check is not None:
                text = next((block.text for block in check.blocks if isinstance(block, page.Code)), "")
                self.edition.files[query] = f"{text.rstrip()}\n".encode()
            self._page(
                path.removeprefix(self.folder).removeprefix(PREFIX[self.lang]),
                "claim.html",
                made.name,
                CLAIM,
                page=made,
                charts=[self.charts[id] for id in made.figures if id in self.charts],
                strip=strip(made.claim, self.answers, last, self.lang) if last else None,
                check=query,
                store=f"{self.edition.own}store",
                home=Link("", HOME),
                description=made.answer.first,
            )

    def _figures(self) -> None:
        for id, chart in self.charts.items():
            path = self._path(chart.link)
            kept = f"{self.edition.own}{PREFIX[self.lang]}figuren/{id}.html"
            self._page(
                path.removeprefix(self.folder).removeprefix(PREFIX[self.lang]),
                "figure.html",
                chart.page.title,
                FIGURES,
                page=chart.page,
                one=chart,
                copied=chart.page.copied(self.edition.url + kept if self.edition.url else ""),
                permanent="" if self.folder else kept,
                description=chart.page.spec.alt,
            )

    def _gallery(self) -> None:
        names = {theme.id: theme.name[self.lang] for theme in claims.themes().values()}
        themes = dict.fromkeys(chart.page.spec.theme for chart in self.charts.values())
        groups = [
            (
                names.get(id) or figures.theme_name(id)[self.lang],
                [one for one in self.charts.values() if one.page.spec.theme == id],
            )
            for id in sorted(themes, key=lambda id: ([*names, id].index(id), id))
        ]
        lead = t("site.figures_lead", self.lang)
        self._page(
            "figuren.html", "figures.html", t("site.figures_title", self.lang), FIGURES, groups=groups, description=lead
        )

    def _proposals(self) -> None:
        made = proposal_pages.proposals(self.answers, self.lang)
        told = {"page": made, "charts": self.charts, "description": made.question}
        self._page("voorstellen.html", "proposals.html", made.title, PROPOSALS, **told)

    def _data(self) -> None:
        made = page.data(self.answers, self.lang)
        told = {"page": made, "description": made.question, "kept": f"{self.edition.own}{PREFIX[self.lang]}index.html"}
        self._page("data.html", "data.html", made.title, DATA, **told)
        for name in catalog.tables():
            one = page.table(name, self.answers, self.lang)
            stored = f"{self.edition.own}store/{one.entry.path}" if one.entry is not None else ""
            told = {"page": one, "rows": stored, "description": one.why}
            self._page(f"data/{name}.html", "table.html", one.title, DATA, **told)

    def _all_claims(self) -> tuple[str, list[tuple[Link, str]]]:
        links = []
        for key, claim in claims.claims().items():
            verdict = self.answers.verdict(key)
            statement = verdict.fill(claim.statement, self.lang)
            links.append((Link(f"{claim.id} {statement}", CLAIM, {"id": key}), verdict.label(self.lang)))
        return t("page.claims_title", self.lang), links

    def _all_figures(self) -> tuple[str, list[tuple[Link, str]]]:
        links = [(Link(one.page.title, FIGURES, one.link.values), one.page.subtitle) for one in self.charts.values()]
        return t("site.figures_title", self.lang), links

    def _search(self) -> None:
        tables = [
            (Link(f"{one.publisher} {one.id}", DATA, {"tabel": name}), one.title[self.lang])
            for name, one in catalog.tables().items()
        ]
        groups = [self._all_claims(), self._all_figures(), (t("page.all_tables", self.lang), tables)]
        title = t("site.search_title", self.lang)
        self._page("zoeken.html", "search.html", title, SEARCH, groups=groups)

    def _feed(self) -> None:
        """Write the feed of releases and verdicts that changed, each with the way to its page here."""
        prefix = PREFIX[self.lang]
        found = feed.entries(self.answers.store, self.answers.changes_said(), self.lang)
        own: list[feed.Entry] = []
        for one in found:
            path = self._path(Link("", one.page, one.values)).removeprefix(prefix)
            own.append(_Entry(one.at, one.key, one.title, one.text, path))
        base = f"{self.edition.url}{prefix}".rstrip("/") if self.edition.url else ""
        self.edition.files[f"{prefix}{FEED}"] = feed.atom(own, self.lang, base, FEED)

    # -- addresses ---------------------------------------------------------------------------------------------------

    def _path(self, link: Link) -> str:
        """Return where the page of a link stands in the edition, as seen from this part of it."""
        values = link.values
        folder = self.folder
        if link.page == CLAIM:
            path = f"bewering/{claims.claim(values['id']).key}.html"
        elif link.page == FIGURES and values.get("figuur") in self.charts:  # one that could not be made has no page
            path = f"figuren/{values['figuur']}.html"
        elif link.page == DATA and "tabel" in values:
            path, folder = f"data/{values['tabel']}.html", ""
        else:
            path, folder = "index.html" if link.page == HOME else f"{link.page}.html", ""
        anchor = f"#{values['voorstel']}" if "voorstel" in values else ""
        return f"{folder}{PREFIX[self.lang]}{path}{anchor}"

    def _menu(self) -> list[Link]:
        lang = self.lang
        themes = [Link(theme.name[lang], theme.page) for theme in claims.themes().values()]
        return [
            Link(t("page.claims_title", lang), HOME),
            *themes,
            Link(t("page.proposals_title", lang), PROPOSALS),
            Link(t("site.figures_title", lang), FIGURES),
            Link(t("page.data_title", lang), DATA),
            Link(t("site.search_title", lang), SEARCH),
        ]

    def _page(self, path: str, template: str, name: str, current: str, **told: Any) -> None:
        lang, edition = self.lang, self.edition
        own = f"{self.folder}{PREFIX[lang]}{path}"
        start = posixpath.dirname(own) or "."
        other = next(one for one in LANGS if one != lang)

        def file(target: str) -> str:
            where, mark, anchor = target.partition("#")
            return posixpath.relpath(self.folder + where if where in BESIDE else where, start) + mark + anchor

        last = self.answers.newest_load()
        facts: dict[str, Any] = {
            "lang": lang,
            "other": other,
            "twin": f"{self.folder}{PREFIX[other]}{path}",
            "name": name,
            "current": current,
            "description": name,
            "menu": self._menu(),
            "version": edition.version,
            "day": date(last, lang) if last else "",
            "old": f"{PREFIX[lang]}index.html" if self.folder else "",
            "feed": f"{PREFIX[lang]}{FEED}",
            "file": file,
            "href": lambda link: file(self._path(link)),
            "key": rows.key,
            "head": rows.head,
            "counts": rows.counts,
            "body": rows.body,
            "say": lambda key, **values: t(key, lang, **values),
        }
        body = parts.environment().get_template(template).render(facts | told)
        edition.files[own] = body.encode()


def ids(only: Iterable[str] | None = None) -> list[str]:
    """Return the figures of an edition: all, or those that are named."""
    return [id for id in figures.figures() if only is None or id in set(only)]

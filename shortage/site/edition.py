"""The published edition: every page as a file, from what each page says.

    index.html                          the home page, in Dutch; all of the other language under en/
    arbeidsmarktkrapte.html             a theme
    bewering/<paper>/<id>.html          a claim, with <id>.sql beside it
    figuren/<id>.html                   a figure
    verkennen/<table>.html              a question that is answered ahead: a main quantity of a table
    data/<name>.html                    a table
    archive/<version>/                  claims and figures of one edition, with their files, which stay as they are
    archive/<version>/store/            the files that the numbers come from, as check.sql reads them

Links are relative and name files, so that it works from a folder, a web server or a bucket.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from shortage import catalog, claims, feed, figures, indicators, page
from shortage.figures.base import publisher_name
from shortage.figures.style import SIZES
from shortage.page import Answers, FigurePage, Link, gallery
from shortage.page import proposals as proposal_pages
from shortage.page.base import CLAIM, DATA, FIGURES, PROPOSALS
from shortage.page.claim import strip, verdict_then
from shortage.page.explore import PAGE as EXPLORE
from shortage.page.explore import Prepared, explored, figure_of
from shortage.page.figure import around
from shortage.questions.find import called
from shortage.render import files, fonts
from shortage.site import parts, pictures, rows
from shortage.store import Store
from shortage.text import LANGS, Lang, date, synonyms, t

HOME, SEARCH, ARCHIVE, FEED, WORDS = "beweringen", "zoeken", "archive", "feed.xml", "words.js"
SITEMAP = "sitemap.xml"
PREFIX: dict[Lang, str] = {"nl": "", "en": "en/"}
KINDS = {"svg": "svg", "png": "png", "csv": "csv", "csv_excel": "csv-excel"}
"""Files of a figure: how an edition calls them, and their format."""
LETTERS = {"letters-400.woff": fonts.REGULAR, "letters-600.woff": fonts.BOLD}
SCRIPT = "site.js"
BESIDE = ("look.css", "site.css", SCRIPT, "icon.svg")
SAID = {
    "keys": "site.chart_keys",
    "copy": "note.copy_picture",
    "copied": "server.picture_copied",
    "refused": "server.picture_refused",
}
"""What the script says, by the name it has there: told once for all pages."""


@dataclass(frozen=True)
class Drawn:
    """A figure drawn in one language: its files by kind, and where its plot lies on its picture.

    ``name`` is the figure's id, or what a prepared question is called; of that the picture is ``svg``.
    """

    name: str
    lang: Lang
    spec: figures.FigureSpec
    files: Mapping[str, bytes]
    plot: pictures.Plot
    svg: str = ""


def draw(id: str, lang: Lang, store: Store) -> Drawn:
    """Return a figure's files for an edition.

    Raises:
        Problem: it cannot be made from this store.
    """
    for file in LETTERS.values():
        fonts.western(file)
    spec = figures.make(id, store, lang)
    drawn, plot = pictures.pictures(spec)
    made = {name: drawn.get(name) or files.content(spec, kind) for name, kind in KINDS.items()}
    return Drawn(id, lang, spec, made, plot)


def draw_prepared(one: Prepared, lang: Lang, store: Store) -> Drawn:
    """Return the figure of a prepared question, with its picture to stand in its page.

    Raises:
        Problem: it cannot be answered from this store.
    """
    spec = figure_of(one, Answers(store), lang).spec
    svg, plot = pictures.within(spec)
    return Drawn(one.name, lang, spec, {"csv_excel": files.content(spec, KINDS["csv_excel"])}, plot, svg)


@dataclass(frozen=True)
class Chart:
    """A figure on a page: what it says, where its page and files stand, and where its plot lies on its picture.

    The picture is a file, or stands in the page (``svg``).
    """

    page: FigurePage
    link: Link
    files: Mapping[str, str]
    plot: pictures.Plot
    svg: str = ""
    width: int = round(SIZES[pictures.SIZE].layout_width)
    height: int = round(SIZES[pictures.SIZE].layout_height)

    @property
    def points(self) -> parts.Html:
        """The points of the plot and the names of its lines as JSON; "" where it has none."""
        if not self.plot.points:
            return parts.Html()
        told = {"lines": self.plot.lines, "points": self.plot.points}
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
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
    """Figures, by id."""
    url: str = ""
    """Where it will be found, with a stroke at the end; "" where that is not known."""
    live: str = ""
    """Where the dashboard itself is found; "" where that is not known."""
    prepared: Sequence[Prepared] = ()
    answered: Mapping[tuple[str, Lang], Drawn] = field(default_factory=dict)
    """The figures of the prepared questions, by what those are called."""
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
            said = {lang: {name: t(key, lang) for name, key in SAID.items()} for lang in LANGS}
            words = json.dumps(said, ensure_ascii=False).encode()
            self.files[folder + SCRIPT] = self.files[folder + SCRIPT].replace(b"/* words */ {}", words, 1)
            for name, file in LETTERS.items():
                self.files[folder + name] = fonts.western(file)
        self._store()
        for (id, lang), drawn in self.drawn.items():
            self.answers.knows(id, lang, drawn.spec)
        for lang in LANGS:
            charts = self._charts(lang)
            View(self, lang, "", charts, self._explored(lang)).write()
            View(self, lang, self.own, charts).write_kept()
        if self.url:
            self.files[SITEMAP] = self._sitemap()
        return self.files

    def _sitemap(self) -> bytes:
        """Return the addresses of all pages as search engines read them; the archive is for who cites it."""
        pages = sorted(path for path in self.files if path.endswith(".html") and not path.startswith(f"{ARCHIVE}/"))
        root = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
        for path in pages:
            ElementTree.SubElement(ElementTree.SubElement(root, "url"), "loc").text = self.url + path
        return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))

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
            link = Link(figures.figures()[id].title[lang], FIGURES, {"figuur": id})
            charts[id] = Chart(
                around(drawn.spec, self.answers), link, self._put(drawn, f"{self.own}figure/"), drawn.plot
            )
        return charts

    def _explored(self, lang: Lang) -> dict[str, Chart]:
        charts = {}
        for one in self.prepared:
            drawn = self.answered.get((one.name, lang))
            if drawn is None:
                continue
            made = around(drawn.spec, self.answers)
            link = Link(made.title, EXPLORE, {"name": one.name})
            paths = self._put(drawn, f"{EXPLORE}/")
            charts[one.name] = Chart(made, link, paths, drawn.plot, parts.Html(drawn.svg))
        return charts

    def _put(self, drawn: Drawn, folder: str) -> dict[str, str]:
        """Put the files of a figure in a folder; return their paths by kind."""
        paths = {}
        for kind, body in drawn.files.items():
            ending = KINDS[kind].partition("-")[0]
            flavour = "-excel" if kind == "csv_excel" else ""
            paths[kind] = f"{folder}{drawn.name}-{drawn.lang}{flavour}.{ending}"
            self.files[paths[kind]] = body
        return paths


@dataclass(frozen=True)
class _Entry(feed.Entry):
    """An entry of the feed whose ``page`` is a file of the edition."""

    def query(self, lang: Lang) -> str:
        return self.page


class View:
    """The pages of an edition in one language, at its top or in its archive (``folder``)."""

    def __init__(
        self,
        edition: Edition,
        lang: Lang,
        folder: str,
        charts: Mapping[str, Chart],
        explored: Mapping[str, Chart] | None = None,
    ) -> None:
        self.edition, self.lang, self.folder, self.charts = edition, lang, folder, charts
        self.explored = explored or {}
        self.answers = edition.answers

    def write(self) -> None:
        """Write all pages."""
        home = page.home(self.answers, self.lang)
        shown = [self.charts[key.figure] for key in home.papers[0].keys if key.figure in self.charts]
        told = {"page": home, "description": home.papers[0].lead, "shown": next(iter(shown), None)}
        self._page("index.html", "home.html", home.title, HOME, **told)
        for theme in claims.themes().values():
            made = page.theme(theme.id, self.answers, self.lang)
            charts = [self.charts[id] for id in made.figures if id in self.charts]
            told = {"page": made, "charts": charts, "description": made.question, "shown": next(iter(charts), None)}
            self._page(f"{theme.page}.html", "theme.html", made.title, theme.page, **told)
        self._claims()
        self._figures()
        self._gallery()
        self._explore()
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
            charts = [self.charts[id] for id in made.figures if id in self.charts]
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
                charts=charts,
                shown=next(iter(charts), None),
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
                shown=chart,
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

    def _explore(self) -> None:
        """Write the questions that are answered ahead, and a list of them."""
        lang, edition = self.lang, self.edition
        every = [one for one in edition.prepared if one.name in self.explored]
        for one in every:
            chart = self.explored[one.name]
            made = explored(one, chart.page, every, lang)
            query = urlencode({**made.address, **({"taal": lang} if lang != LANGS[0] else {})}, safe=",:")
            self._page(
                f"{EXPLORE}/{one.name}.html",
                "explored.html",
                # Tables may have the same quantity of the same members.
                f"{chart.page.title} ({self._table(one)})",
                EXPLORE,
                page=made,
                one=chart,
                asked=f"{EXPLORE}?{query}",
                live=f"{edition.live}/{EXPLORE}?{query}" if edition.live else "",
                description=chart.page.spec.alt,
            )
        title, lead = t("page.explore_title", lang), t("site.explore_lead", lang)
        tables = dict.fromkeys(one.question.table for one in every)
        publishers = dict.fromkeys(catalog.table(name).publisher for name in tables)
        listed = [(catalog.table(one.question.table).publisher, self._told(one)) for one in every]
        groups = [
            (publisher_name(name, lang), [told for publisher, told in listed if publisher == name])
            for name in publishers
        ]
        self._page("verkennen.html", "explore.html", title, EXPLORE, groups=groups, description=lead)

    def _told(self, one: Prepared) -> tuple[Link, str]:
        """Return the way to a prepared question, and what tells it from others of the same name."""
        chart = self.explored[one.name]
        return chart.link, f"{chart.page.subtitle} ({self._table(one)})"

    def _table(self, one: Prepared) -> str:
        """Return the publisher and the number of a prepared question's table."""
        table = catalog.table(one.question.table)
        return f"{publisher_name(table.publisher, self.lang)} {table.id}"

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
        """Write the page that lists all there is, and the words by which each of it is found."""
        lang = self.lang
        tables = [
            (Link(f"{publisher_name(one.publisher, lang)} {one.id}", DATA, {"tabel": name}), one.title[lang])
            for name, one in catalog.tables().items()
        ]
        explored = [self._told(one) for one in self.edition.prepared if one.name in self.explored]
        groups = [
            self._all_claims(),
            self._all_figures(),
            (t("page.explore_title", lang), explored),
            (t("page.all_tables", lang), tables),
        ]
        store = self.answers.store
        of_table = {name: called(name, store, lang) if store.has(name) else () for name in catalog.tables()}
        words = [
            *(self._words_of_claim(key) for key in claims.claims()),
            *(gallery.about(figures.figures()[id], self.answers, lang).split(". ") for id in self.charts),
            *(of_table[one.question.table] for one in self.edition.prepared if one.name in self.explored),
            *of_table.values(),
        ]
        # A script, not data to fetch: a page in a folder may fetch nothing.
        told = {"words": [" · ".join(dict.fromkeys(one)) for one in words], "groups": synonyms.groups(lang)}
        path = f"{PREFIX[lang]}{WORDS}"
        self.edition.files[path] = f"shortageWords = {json.dumps(told, ensure_ascii=False)};\n".encode()
        title = t("site.search_title", lang)
        self._page("zoeken.html", "search.html", title, SEARCH, groups=groups, words=path)

    def _words_of_claim(self, key: str) -> list[str]:
        lang, verdict = self.lang, self.answers.verdict(key)
        claim, registry = verdict.claim, indicators.registry()
        titles = [registry[id].title[lang] for id in claim.indicators if id in registry]
        return [claims.paper(claim.paper).short[lang], verdict.sentence(lang), *titles]

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
        elif link.page == EXPLORE and values.get("name") in self.explored:
            path, folder = f"{EXPLORE}/{values['name']}.html", ""
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
            Link(t("page.explore_title", lang), EXPLORE),
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
            "shown": None,
            "whole": edition.url and edition.url + own,
            "at": edition.url,
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
        body = parts.filled(template, **facts | told)
        edition.files[own] = body.encode()


def judge(answers: Answers) -> None:
    """Let the answers know ahead what takes longest: each claim, now and on the days that its page tells."""
    last = answers.newest_load()
    answers.changes_said()
    for key, claim in claims.claims().items():
        answers.verdict(key)
        verdict_then(claim, answers)
        if last is not None:
            strip(claim, answers, last, LANGS[0])


def ids(only: Iterable[str] | None = None) -> list[str]:
    """Return the figures of an edition: all, or those that are named."""
    return [id for id in figures.figures() if only is None or id in set(only)]

"""The pages of an edition in one language: what each says, and where its file stands."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from shortage import catalog, claims, feed, figures, indicators, page
from shortage.figures.base import publisher_name
from shortage.page import Link, gallery
from shortage.page import proposals as proposal_pages
from shortage.page.base import CLAIM, DATA, FIGURES, PROPOSALS
from shortage.page.claim import strip
from shortage.page.explore import PAGE as EXPLORE
from shortage.page.explore import Prepared, explored
from shortage.questions.find import called
from shortage.site import parts, rows
from shortage.site.drawn import Chart
from shortage.text import LANGS, Lang, date, synonyms, t

if TYPE_CHECKING:
    from shortage.site.edition import Edition

HOME, SEARCH, FEED, WORDS = "beweringen", "zoeken", "feed.xml", "words.js"
PREFIX: dict[Lang, str] = {"nl": "", "en": "en/"}
BESIDE = ("look.css", "site.css", "site.js", "icon.svg")
"""Files that stand beside the pages, here and in each part of the archive."""


@dataclass(frozen=True)
class _Entry(feed.Entry):
    """An entry of the feed whose ``page`` is a file of the edition."""

    def query(self, lang: Lang) -> str:
        return self.page


class EditionPages:
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
        lead, first = home.papers[0].lead, next(iter(shown), None)
        self._page("index.html", "home.html", home.title, HOME, page=home, shown=first, description=lead)
        for theme in claims.themes().values():
            theme_page = page.theme(theme.id, self.answers, self.lang)
            charts = [self.charts[id] for id in theme_page.figures if id in self.charts]
            fields = {
                "page": theme_page,
                "charts": charts,
                "description": theme_page.question,
                "shown": next(iter(charts), None),
            }
            self._page(f"{theme.page}.html", "theme.html", theme_page.title, theme.page, **fields)
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
            claim_page = page.claim(key, self.answers, self.lang)
            last = self.answers.newest_load()
            check = claim_page.section("recheck")
            path = self._path(Link("", CLAIM, {"id": key}))
            charts = [self.charts[id] for id in claim_page.figures if id in self.charts]
            query = f"{path.removesuffix('.html')}.sql"
            if check is not None:
                text = next((block.text for block in check.blocks if isinstance(block, page.Code)), "")
                self.edition.files[query] = f"{text.rstrip()}\n".encode()
            self._page(
                path.removeprefix(self.folder).removeprefix(PREFIX[self.lang]),
                "claim.html",
                claim_page.name,
                CLAIM,
                page=claim_page,
                charts=charts,
                shown=next(iter(charts), None),
                strip=strip(claim_page.claim, self.answers, last, self.lang) if last else None,
                check=query,
                store=f"{self.edition.own}store",
                home=Link("", HOME),
                description=claim_page.answer.first,
            )

    def _figures(self) -> None:
        for id, chart in self.charts.items():
            path = self._path(chart.link)
            permanent = f"{self.edition.own}{PREFIX[self.lang]}figuren/{id}.html"
            self._page(
                path.removeprefix(self.folder).removeprefix(PREFIX[self.lang]),
                "figure.html",
                chart.page.title,
                FIGURES,
                page=chart.page,
                one=chart,
                shown=chart,
                copied=chart.page.copied(self.edition.url + permanent if self.edition.url else ""),
                permanent="" if self.folder else permanent,
                description=chart.page.spec.alt,
            )

    def _gallery(self) -> None:
        names = {theme.id: theme.name[self.lang] for theme in claims.themes().values()}
        themes = dict.fromkeys(chart.page.spec.theme for chart in self.charts.values())
        groups = [
            (
                names.get(id) or figures.theme_name(id)[self.lang],
                [chart for chart in self.charts.values() if chart.page.spec.theme == id],
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
        every = [prepared for prepared in edition.prepared if prepared.name in self.explored]
        for prepared in every:
            chart = self.explored[prepared.name]
            explored_page = explored(prepared, chart.page, every, lang)
            query = urlencode({**explored_page.address, **({"taal": lang} if lang != LANGS[0] else {})}, safe=",:")
            self._page(
                f"{EXPLORE}/{prepared.name}.html",
                "explored.html",
                # Tables may have the same quantity of the same members.
                f"{chart.page.title} ({self._table(prepared)})",
                EXPLORE,
                page=explored_page,
                one=chart,
                asked=f"{EXPLORE}?{query}",
                live=f"{edition.live}/{EXPLORE}?{query}" if edition.live else "",
                description=chart.page.spec.alt,
            )
        title, lead = t("page.explore_title", lang), t("site.explore_lead", lang)
        tables = dict.fromkeys(prepared.question.table for prepared in every)
        publishers = dict.fromkeys(catalog.table(name).publisher for name in tables)
        listed = [(catalog.table(prepared.question.table).publisher, self._way_to(prepared)) for prepared in every]
        groups = [
            (publisher_name(name, lang), [way for publisher, way in listed if publisher == name]) for name in publishers
        ]
        self._page("verkennen.html", "explore.html", title, EXPLORE, groups=groups, description=lead)

    def _way_to(self, prepared: Prepared) -> tuple[Link, str]:
        """Return the way to a prepared question, and what tells it from others of the same name."""
        chart = self.explored[prepared.name]
        return chart.link, f"{chart.page.subtitle} ({self._table(prepared)})"

    def _table(self, prepared: Prepared) -> str:
        """Return the publisher and the number of a prepared question's table."""
        table = catalog.table(prepared.question.table)
        return f"{publisher_name(table.publisher, self.lang)} {table.id}"

    def _proposals(self) -> None:
        proposals_page = proposal_pages.proposals(self.answers, self.lang)
        fields = {"page": proposals_page, "charts": self.charts, "description": proposals_page.question}
        self._page("voorstellen.html", "proposals.html", proposals_page.title, PROPOSALS, **fields)

    def _data(self) -> None:
        data_page = page.data(self.answers, self.lang)
        fields = {
            "page": data_page,
            "description": data_page.question,
            "kept": f"{self.edition.own}{PREFIX[self.lang]}index.html",
        }
        self._page("data.html", "data.html", data_page.title, DATA, **fields)
        for name in catalog.tables():
            table_page = page.table(name, self.answers, self.lang)
            stored = f"{self.edition.own}store/{table_page.entry.path}" if table_page.entry is not None else ""
            fields = {"page": table_page, "rows": stored, "description": table_page.why}
            self._page(f"data/{name}.html", "table.html", table_page.title, DATA, **fields)

    def _all_claims(self) -> tuple[str, list[tuple[Link, str]]]:
        links = []
        for key, claim in claims.claims().items():
            verdict = self.answers.verdict(key)
            statement = verdict.fill(claim.statement, self.lang)
            links.append((Link(f"{claim.id} {statement}", CLAIM, {"id": key}), verdict.label(self.lang)))
        return t("page.claims_title", self.lang), links

    def _all_figures(self) -> tuple[str, list[tuple[Link, str]]]:
        links = [
            (Link(chart.page.title, FIGURES, chart.link.values), chart.page.subtitle) for chart in self.charts.values()
        ]
        return t("site.figures_title", self.lang), links

    def _search(self) -> None:
        """Write the page that lists all there is, and the words by which each of it is found."""
        lang = self.lang
        tables = [
            (Link(f"{publisher_name(table.publisher, lang)} {table.id}", DATA, {"tabel": name}), table.title[lang])
            for name, table in catalog.tables().items()
        ]
        prepared = [each for each in self.edition.prepared if each.name in self.explored]
        explored = [self._way_to(each) for each in prepared]
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
            *(
                of_table[prepared.question.table]
                for prepared in self.edition.prepared
                if prepared.name in self.explored
            ),
            *of_table.values(),
        ]
        # A script, not data to fetch: a page in a folder may fetch nothing.
        index = {"words": [" · ".join(dict.fromkeys(each)) for each in words], "groups": synonyms.groups(lang)}
        path = f"{PREFIX[lang]}{WORDS}"
        self.edition.files[path] = f"shortageWords = {json.dumps(index, ensure_ascii=False)};\n".encode()
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
        entries = feed.entries(self.answers.store, self.answers.changes_said(), self.lang)
        own: list[feed.Entry] = []
        for entry in entries:
            path = self._path(Link("", entry.page, entry.values)).removeprefix(prefix)
            own.append(_Entry(entry.at, entry.key, entry.title, entry.text, path))
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
            Link(t("page.proposals_short", lang), PROPOSALS),
            Link(t("site.figures_title", lang), FIGURES),
            Link(t("page.explore_title", lang), EXPLORE),
            Link(t("page.data_short", lang), DATA),
            Link(t("site.search_title", lang), SEARCH),
        ]

    def _page(self, path: str, template: str, name: str, current: str, **fields: Any) -> None:
        lang, edition = self.lang, self.edition
        own = f"{self.folder}{PREFIX[lang]}{path}"
        start = posixpath.dirname(own) or "."
        other = next(each for each in LANGS if each != lang)

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
        body = parts.filled(template, **facts | fields)
        edition.files[own] = body.encode()

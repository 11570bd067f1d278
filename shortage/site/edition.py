"""The published edition: every page as a file, from what each page says.

    index.html                          the home page, in Dutch; all of the other language under en/
    <theme>.html                        a theme
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
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from shortage import claims, figures
from shortage.page import Answers, Link
from shortage.page.base import FIGURES
from shortage.page.claim import strip, verdict_then
from shortage.page.explore import PAGE as EXPLORE
from shortage.page.explore import Prepared
from shortage.page.figure import around
from shortage.render import fonts
from shortage.site import parts
from shortage.site.drawn import KINDS, LETTERS, Chart, Drawn
from shortage.site.edition_pages import BESIDE, EditionPages
from shortage.text import LANGS, Lang, t

ARCHIVE, SITEMAP, SCRIPT = "archive", "sitemap.xml", "site.js"
SAID = {
    "keys": "site.chart_keys",
    "copy": "note.copy_picture",
    "copied": "server.picture_copied",
    "refused": "server.picture_refused",
}
"""What the script says, by the name it has there: told once for all pages."""


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
            EditionPages(self, lang, "", charts, self._explored(lang)).write()
            EditionPages(self, lang, self.own, charts).write_kept()
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
        for entry in store.current():
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
        for prepared in self.prepared:
            drawn = self.answered.get((prepared.name, lang))
            if drawn is None:
                continue
            figure_page = around(drawn.spec, self.answers)
            link = Link(figure_page.title, EXPLORE, {"name": prepared.name})
            paths = self._put(drawn, f"{EXPLORE}/")
            charts[prepared.name] = Chart(figure_page, link, paths, drawn.plot, parts.Html(drawn.svg))
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


def judge(answers: Answers) -> None:
    """Let the answers know ahead what takes longest: each claim, now and on the days that its page tells."""
    last = answers.newest_load()
    answers.changes_said()
    for key, claim in claims.claims().items():
        answers.verdict(key)
        verdict_then(claim, answers)
        if last is not None:
            strip(claim, answers, last, LANGS[0])


def ids(only: Collection[str] | None = None) -> list[str]:
    """Return the figures of an edition: all, or those that are named."""
    return [id for id in figures.figures() if only is None or id in only]

"""The whole dashboard for programs that gather: its tables as a data package, its pages as a map of the site."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pyarrow.parquet as pq

from shortage import __version__, catalog, claims, figures
from shortage.store import Store
from shortage.text import LANGS, Problem, t
from shortage.web import links, shell

SITEMAP, XHTML = "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.w3.org/1999/xhtml"


def package(store: Store, base: str) -> dict[str, Any]:
    """Return the newest release of every table as a Frictionless Data Package, each a CSV by its address.

    Args:
        store: where the tables are.
        base: where the dashboard stands, "" for addresses that are relative to the package.
    """
    resources = []
    for name, listed in store.entries().items():
        current = next((entry for entry in listed if entry.is_current), None)
        if current is None or name not in catalog.tables():
            continue
        table = catalog.table(name)
        described = {
            key: value for key, value in current.resource().items() if key in ("sources", "licenses", "coverage")
        }
        resources.append(
            {
                "name": name.replace("_", "-"),
                "title": table.title.en,
                "path": (f"{base}/" if base else "") + links.table(name).lstrip("/"),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "tableId": current.table,
                "release": current.release,
                "retrieved": current.retrieved,
                "rowCount": current.rows,
                **_schema(store, current.path),
                **described,
            }
        )
    return {
        "profile": "data-package",
        "name": "shortage",
        "title": t("render.mark", "en"),
        "version": __version__,
        "dataVersion": store.version,
        **({"homepage": base} if base else {}),
        "resources": resources,
    }


def _schema(store: Store, path: str) -> dict[str, Any]:
    """Return what the columns of a table are; nothing where its file cannot be read now."""
    try:
        columns = pq.read_schema(store.file(path)).names
    except (OSError, ValueError, Problem):
        return {}
    fields = [{"name": column, "type": "number" if column == "value" else "string"} for column in columns]
    return {"schema": {"fields": fields, "missingValues": [""]}}


def addresses() -> list[tuple[str, dict[str, str]]]:
    """Return every page of its own: pages, claims and figures, as the path and what stands behind the question mark."""
    pages = [page for page in shell.TITLES if page != shell.CLAIM]
    listed: list[tuple[str, dict[str, str]]] = [("/" if page == shell.OVERVIEW else f"/{page}", {}) for page in pages]
    listed += [(f"/{shell.CLAIM}", {"id": key}) for key in claims.claims()]
    return listed + [(f"/{links.PAGE}", {links.FIGURE: id}) for id in figures.figures()]


def sitemap(base: str) -> bytes:
    """Return all pages in both languages as a map of the site; each names the other language's page."""
    ElementTree.register_namespace("", SITEMAP)
    ElementTree.register_namespace("xhtml", XHTML)
    root = ElementTree.Element(f"{{{SITEMAP}}}urlset")
    for path, values in addresses():
        of = {lang: base + path + _query({**values, **({"taal": lang} if lang != LANGS[0] else {})}) for lang in LANGS}
        for lang in LANGS:
            page = ElementTree.SubElement(root, f"{{{SITEMAP}}}url")
            ElementTree.SubElement(page, f"{{{SITEMAP}}}loc").text = of[lang]
            for other in LANGS:
                ElementTree.SubElement(page, f"{{{XHTML}}}link", rel="alternate", hreflang=other, href=of[other])
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _query(values: dict[str, str]) -> str:
    return f"?{urlencode(values)}" if values else ""

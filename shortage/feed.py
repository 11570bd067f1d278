"""What is new as an Atom feed, and when new figures are due as a calendar: both worked out from the store alone.

An entry of the feed is a release of which the day is known, or a change of a verdict or number. An event of the
calendar is a day that a publisher itself names, or one that is called expected because the catalogue says how that
publisher usually does it; where neither is known there is none.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote
from xml.etree import ElementTree

from shortage import catalog, diff
from shortage.catalog.publication import named_tables
from shortage.history import Change
from shortage.store import Store
from shortage.text import LANGS, Lang, Period, Problem, Text, Words, date, number, t

ATOM = "http://www.w3.org/2005/Atom"
MOST = 60
"""Entries of a feed, the newest ones."""
_WORDS = Words(__file__)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNPRINTABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_NAMED_DAY = re.compile(rf"\b(\d{{1,2}}) ({_MONTHS}) (\d{{4}})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One thing that is new: when (ISO), what it is called for good, and what it says, with the page about it."""

    at: str
    key: str
    title: str
    text: str
    page: str
    values: Mapping[str, str] = field(default_factory=dict)

    def query(self, lang: Lang) -> str:
        """Return the page's address below the dashboard's own."""
        texts = {**self.values, **({} if lang == LANGS[0] else {"taal": lang})}
        return self.page + "?" + "&".join(f"{key}={quote(value, safe='')}" for key, value in texts.items())


def entries(store: Store, changes: Iterable[Change], lang: Lang, most: int = MOST) -> list[Entry]:
    """Return the releases that the store keeps and the changes they made, newest first.

    A release of which the publisher's day is not known is left out: no day is made up.
    """
    newest = [_changed(change, lang) for change in changes if _DAY.match(change.at)]
    released = []
    for name, listed in store.entries().items():
        for index, entry in enumerate(listed):
            if name in catalog.tables() and _DAY.match(entry.modified):
                before = listed[index + 1].release if index + 1 < len(listed) else ""
                released.append((entry.modified, name, entry.release, before))
    released.sort(key=lambda release: (release[0], release[1]), reverse=True)
    newest += [_released(store, *of_release, lang) for of_release in released[:most]]
    return sorted(newest, key=lambda entry: (entry.at[:10], entry.key), reverse=True)[:most]


def _changed(change: Change, lang: Lang) -> Entry:
    id = change.claim.rpartition("/")[2]
    values = {"claim": id, "after": change.after.label(lang)}
    if change.is_verdict:
        title = _WORDS("verdict", before=change.before.label(lang), **values)[lang]
    else:
        title = _WORDS("number" if change.is_number else "period", **values)[lang]
    key = f"{change.claim} {change.at} {change.before.verdict} {change.after.verdict} {change.after.period}"
    return Entry(change.at, key, title, change.sentence(lang), "bewering", {"id": change.claim})


def _released(store: Store, modified: str, name: str, release: str, before: str, lang: Lang) -> Entry:
    table = catalog.table(name)
    words = {"publisher": table.publisher, "table": table.id, "title": table.title[lang]}
    title = _WORDS("release", release=date(modified[:10], lang), **words)[lang]
    text = _WORDS("release_first", **words)[lang]
    if before:
        counts = ""
        with suppress(Problem):
            cells = diff.summary(diff.changes(store, name, before, release))
            parts = [f"{t(f'load.kind_{kind}', lang)} {number(n, lang)}" for kind, n in cells.items() if n]
            counts = ", ".join(parts) or _WORDS["release_same"][lang]
        text = _WORDS("release_after", before=_dated(before, lang), counts=counts, **words)[lang]
    return Entry(modified, f"{table.id} {release}", title, text, "data", {"tabel": name})


def _dated(release: str, lang: Lang) -> str:
    with suppress(ValueError):
        return date(release, lang)
    return release


def atom(news: list[Entry], lang: Lang, base: str, own: str) -> bytes:
    """Return entries as an Atom feed (RFC 4287).

    Args:
        news: the entries, newest first.
        lang: the language of the words.
        base: where the dashboard stands, for links; "" leaves them relative to the feed.
        own: the feed's own address below it.
    """
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": lang})

    def put(parent: ElementTree.Element, name: str, text: str = "", **values: str) -> ElementTree.Element:
        element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", values)
        element.text = _UNPRINTABLE.sub("", text)
        return element

    start = f"{base}/" if base else "./"
    put(root, "id", _urn(f"feed {lang}"))
    put(root, "title", _WORDS("feed", mark=t("render.mark", lang))[lang])
    put(root, "subtitle", _WORDS["feed_about"][lang])
    put(root, "updated", _stamp(max((entry.at for entry in news), default="1970-01-01")))
    put(put(root, "author"), "name", t("render.mark", lang))
    put(root, "link", rel="self", type="application/atom+xml", href=start + own)
    put(root, "link", rel="alternate", type="text/html", href=start)
    for entry in news:
        node = put(root, "entry")
        put(node, "id", _urn(entry.key))
        put(node, "title", entry.title)
        put(node, "updated", _stamp(entry.at))
        put(node, "link", rel="alternate", type="text/html", href=start + entry.query(lang))
        put(node, "summary", entry.text)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _urn(key: str) -> str:
    """Return a name that stays the same wherever the dashboard stands."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"shortage {key}").urn


def _stamp(at: str) -> str:
    return at if "T" in at and at[-6] in "+-" else f"{at[:10]}T00:00:00Z"


# -- when new figures are due ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """A day on which new figures of a table come; ``is_expected`` where no publisher names it."""

    day: dt.date
    table: str
    title: Text
    is_expected: bool
    why: Text
    period: str = ""


def due(store: Store, today: dt.date) -> list[Due]:
    """Return when new figures come, from today on, by day.

    A publisher's own words count where they name one day. Else, for a table whose publisher's practice stands in the
    catalogue, the day by which its next period should be there.
    """
    all_due = []
    for name, listed in store.entries().items():
        current = next((entry for entry in listed if entry.is_current), None)
        if current is None or name not in catalog.tables():
            continue
        table = catalog.table(name)
        said = str(current.extra.get("next", ""))
        days = {_named(*written_day) for written_day in _NAMED_DAY.findall(said)} - {None}
        if len(days) == 1:
            all_due.append(Due(days.pop() or today, name, table.title, False, Text(nl=said, en=said)))
            continue
        lag, last = catalog.publication_lag(name), str(current.extra.get("lastPeriod", ""))
        if name not in named_tables() or table.load.get("stopped"):
            continue
        with suppress(ValueError):
            period = Period.parse(last).shift(1).code
            all_due.append(Due(lag.out_on(period), name, table.title, True, lag.why, period))
    return sorted(
        (due_day for due_day in all_due if due_day.day >= today), key=lambda due_day: (due_day.day, due_day.table)
    )


def _named(day: str, month: str, year: str) -> dt.date | None:
    with suppress(ValueError):
        return dt.date(int(year), _MONTHS.split("|").index(month.lower()) + 1, int(day))
    return None


def calendar(all_due: list[Due], lang: Lang, stamp: dt.date) -> bytes:
    """Return days as a calendar (RFC 5545), each an event of a whole day.

    Args:
        all_due: what :func:`due` gave.
        lang: the language of the words.
        stamp: the day of the figures that it was worked out from.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//shortage//NONSGML feed//NL", "CALSCALE:GREGORIAN"]
    lines.append("X-WR-CALNAME:" + _escaped(_WORDS("calendar", mark=t("render.mark", lang))[lang]))
    for due_day in all_due:
        table = catalog.table(due_day.table)
        words = {"publisher": table.publisher, "table": table.id, "title": due_day.title[lang]}
        if due_day.is_expected:
            words["period"] = Period.parse(due_day.period).label(lang)
        text = "expected" if due_day.is_expected else "announced"
        lines += [
            "BEGIN:VEVENT",
            "UID:" + _urn(f"{table.id} {due_day.day if not due_day.is_expected else due_day.period}"),
            f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{due_day.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{due_day.day + dt.timedelta(days=1):%Y%m%d}",
            "SUMMARY:" + _escaped(_WORDS(text, **words)[lang]),
            "DESCRIPTION:" + _escaped(_WORDS(f"{text}_why", why=due_day.why[lang])[lang]),
            "STATUS:" + ("TENTATIVE" if due_day.is_expected else "CONFIRMED"),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{part}\r\n" for line in (*lines, "END:VCALENDAR") for part in _folded(line)).encode()


def _escaped(text: str) -> str:
    plain = _UNPRINTABLE.sub("", text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """Return a line in parts of at most 75 bytes, each but the first after a space."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > 74:
            parts.append(part)
            part = " "
        part += letter
    return [*parts, part]

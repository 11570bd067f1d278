"""What can go wrong at a publisher, each with the answer's status and address, and a sentence for the reader."""

from __future__ import annotations

from typing import Any

from shortage.text import Problem, Text


class SourceError(Problem):
    """A publisher's service failed, or its table is not what the catalogue says.

    ``status`` is the HTTP status (0 where there was no answer), ``url`` the address that was asked, ``head`` the
    first characters of the answer.
    """

    key = "source_failed"

    def __init__(self, *, status: int = 0, url: str = "", head: str = "", **values: Any) -> None:
        super().__init__(self.key, status=status or "-", url=url, **values)
        self.status = status
        self.url = url
        self.head = head[:200]
        self.wait = 0.0
        self.is_final = False


class Transient(SourceError):
    """An error that may be gone at the next try."""


class Unreachable(Transient):
    """No answer: no network, wrong address, proxy, connection reset, body cut off, time-out.

    ``is_silent``: nothing came at all, so that other questions to this service need not wait for the same. ``why`` is
    the reason in both languages.
    """

    key = "source_unreachable"

    def __init__(self, *, why: Text, is_silent: bool = False, **values: Any) -> None:
        super().__init__(why=why, **values)
        self.why = why
        self.is_silent = is_silent


class Queued(Transient):
    """The service works on the answer and asks to come back."""

    key = "source_queued"


class ServiceDown(Transient):
    """The service answered that it cannot answer now (5xx, 429)."""

    key = "source_down"


class BadAnswer(Transient):
    """An answer with status 200 that is not data: a page of a website, broken JSON, broken text."""

    key = "source_bad_answer"


class Refused(SourceError):
    """The service refuses this question (4xx, or one of the two limits that CBS answers with 500)."""

    key = "source_refused"


class TooLarge(SourceError):
    """An answer that is larger, or unpacks to more, than any of the publisher's can be."""

    key = "source_too_large"


class Unpacks(TooLarge):
    """A packed answer that grows far more than figures do."""

    key = "source_unpacks"


class TooSlow(SourceError):
    """An answer that goes on and on."""

    key = "source_too_slow"


class SentOn(SourceError):
    """The address sends on to a host that is not the publisher's."""

    key = "source_sent_on"


class SentRound(SourceError):
    """The address sends on in a circle, or too often."""

    key = "source_sent_round"


class SignIn(SourceError):
    """The network wants somebody to sign in first."""

    key = "source_sign_in"


class Untrusted(SourceError):
    """The certificate of the service is not known here."""

    key = "source_untrusted"


class NotFound(SourceError):
    """The address does not exist."""

    key = "source_not_found"


class BadLink(SourceError):
    """A page links to another host, to a page that was already read, or without end."""

    key = "source_bad_link"


class TableNotFound(SourceError):
    """The publisher's catalogue does not list the table."""

    key = "table_not_published"


class Discontinued(SourceError):
    """The publisher has stopped the table, or says which one succeeds it."""

    key = "table_discontinued"


class SchemaChanged(SourceError):
    """A column, a unit, a classification or a code is not what the catalogue says."""

    key = "table_changed"


class Undescribed(SourceError):
    """The catalogue has the table by name only; what the publisher says of its columns stands in the sentence."""

    key = "table_undescribed"


class Ambiguous(SourceError):
    """A label fits none or several of the publisher's codes."""

    key = "label_ambiguous"


class Incomplete(SourceError):
    """Rows are missing, doubled, or hold what cannot be."""

    key = "table_incomplete"


class Implausible(SourceError):
    """A value lies outside what the catalogue holds possible, or a printed key figure does not match."""

    key = "table_implausible"


class Moved(SourceError):
    """The publisher replaced the table while it was being read."""

    key = "table_moved"


class Lost(SourceError):
    """The new release lacks what the one before has, or is of another date or table than it can be."""

    key = "table_lost"

"""Floor 4, the descriptor of a store: what it lists, read and written whole, with a checksum of its own.

The file is a Frictionless Data Package. Each field of an :class:`Entry` says where it stands in it; reading and writing
use that one declaration.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, AliasPath, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from shortage import catalog
from shortage.text import Text

NAME = "shortage-store"
_HEAD = {
    "profile": "data-package",
    "name": NAME,
    "title": "Labour shortage in the Netherlands: official figures with their provenance",
}
_ITSELF = re.compile(rb'\n "hash": "sha256:([0-9a-f]{64})",\n')
_NOUGHT = "0" * 64


def _inside(path: str) -> str:
    if path.startswith(("/", "\\")) or ".." in Path(path).parts or ":" in path or "\0" in path:
        raise ValueError(f"a path outside the store: {path!r}")
    return path


def _digits(text: Any) -> str:
    if not isinstance(text, str) or not re.fullmatch("sha256:[0-9a-f]{64}", text):
        raise ValueError(f"not a checksum: {text!r}")
    return text.removeprefix("sha256:")


Inside = Annotated[str, AfterValidator(_inside)]
Checksum = Annotated[str, BeforeValidator(_digits), PlainSerializer(lambda digits: f"sha256:{digits}")]


class Entry(BaseModel):
    """What the descriptor says of one release of one table."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(validation_alias=AliasPath("table"))
    table: str = Field(validation_alias=AliasPath("tableId"))
    path: Inside = Field(validation_alias=AliasPath("path"))
    bytes: int = Field(validation_alias=AliasPath("bytes"))
    sha256: Checksum = Field(validation_alias=AliasPath("hash"))
    rows: int = Field(validation_alias=AliasPath("rowCount"))
    codes: Inside = Field(validation_alias=AliasPath("codes", "path"))
    codes_sha256: Checksum = Field(validation_alias=AliasPath("codes", "hash"))
    release: str = Field(validation_alias=AliasPath("release"))
    modified: str = Field(validation_alias=AliasPath("modified"))
    retrieved: str = Field(validation_alias=AliasPath("retrieved"))
    origin: str = Field(validation_alias=AliasPath("origin"))
    is_current: bool = Field(validation_alias=AliasPath("current"))
    publisher: str = Field(validation_alias=AliasPath("sources", 0, "title"))
    licence: str = Field(validation_alias=AliasPath("licenses", 0, "name"))
    coverage: Text | None = Field(None, validation_alias=AliasPath("coverage"))
    extra: dict[str, Any] = Field({}, validation_alias=AliasPath("extra"))

    @classmethod
    def of(cls, **facts: Any) -> Entry:
        """Return an entry from its fields by name; checksums without their prefix.

        Raises:
            ValueError: a fact is missing, or is not what it should be.
        """
        sums = {name: f"sha256:{facts[name]}" for name in ("sha256", "codes_sha256")}
        return cls.model_validate(_placed({**facts, **sums}))

    def resource(self) -> dict[str, Any]:
        """Return the entry as a resource of the data package."""
        table = catalog.tables().get(self.name)
        resource = _placed(self.model_dump(mode="json"))
        resource["sources"][0]["path"] = table.url if table else ""
        return {
            "name": re.sub(r"[^a-z0-9._-]+", "-", f"{self.table}-{self.release}".lower()),
            "title": table.title.en if table else self.table,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            **resource,
        }


@cache
def _spots() -> dict[str, list[str | int]]:
    """Return where each field stands in a resource."""
    spots = {}
    for name, field in Entry.model_fields.items():
        assert isinstance(field.validation_alias, AliasPath)
        spots[name] = list(field.validation_alias.path)
    return spots


def _placed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields at their places in a resource; a list in it has one member."""
    resource: dict[str, Any] = {}
    for name, path in _spots().items():
        if name not in values:
            continue
        first, *rest = path
        if not rest:
            resource[str(first)] = values[name]
        elif rest[0] == 0:
            resource.setdefault(str(first), [{}])[0][rest[1]] = values[name]
        else:
            resource.setdefault(str(first), {})[rest[0]] = values[name]
    return resource


def read(body: bytes) -> dict[str, list[Entry]]:
    """Return the releases by our table name, in the order of the file.

    A descriptor that an earlier version of this program wrote has no checksum of its own and is taken as it is; any
    other field at the top, and so any changed byte, is refused.

    Raises:
        ValueError: not a descriptor of this program, or not the bytes that were written.
    """
    seal = _ITSELF.search(body)
    if seal is not None and _digest(body[: seal.start(1)], body[seal.end(1) :]) != seal[1].decode():
        raise ValueError("not the bytes that were written")
    package = json.loads(body)
    if not isinstance(package, dict) or package.get("name") != NAME:
        raise ValueError("not a store of this program")
    if seal is None and set(package) - {*_HEAD, "resources"}:
        raise ValueError("not the bytes that were written")
    entries: dict[str, list[Entry]] = {}
    for resource in package["resources"]:
        entry = Entry.model_validate(resource)
        entries.setdefault(entry.name, []).append(entry)
    return entries


def write(listed: Mapping[str, Iterable[Entry]]) -> bytes:
    """Return the descriptor that lists these releases."""
    return sealed({"resources": [entry.resource() for name in sorted(listed) for entry in listed[name]]})


def sealed(package: Mapping[str, Any]) -> bytes:
    """Return a descriptor with ``package["resources"]``, and the checksum of all its other bytes in it."""
    whole = {**_HEAD, "hash": f"sha256:{_NOUGHT}", "resources": package["resources"]}
    body = (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
    seal = _ITSELF.search(body)
    assert seal is not None
    before, after = body[: seal.start(1)], body[seal.end(1) :]
    return before + _digest(before, after).encode() + after


def _digest(before: bytes, after: bytes) -> str:
    return hashlib.sha256(before + _NOUGHT.encode() + after).hexdigest()


def version(listed: Mapping[str, Iterable[Entry]], *more: str) -> str:
    """Return ten characters that change with any word on a current release: figures, dates, coverage, publisher.

    Which earlier releases are kept beside it does not count, so the store as it was has the version that it had.
    ``more`` counts too.
    """
    entries = [entry.model_dump(mode="json") for name in sorted(listed) for entry in listed[name] if entry.is_current]
    return hashlib.sha256(json.dumps([entries, *more], sort_keys=True).encode()).hexdigest()[:10]

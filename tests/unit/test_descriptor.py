"""The descriptor of a store: read as it was written, and any byte that is another one is noticed."""

import json
import random

import pytest

from shortage import descriptor
from shortage.descriptor import Entry
from shortage.store import DESCRIPTOR, Store, default_root
from shortage.text import Problem

WHOLE = (default_root() / DESCRIPTOR).read_bytes()
LISTED = descriptor.read(WHOLE)
ENTRY = LISTED["vacancies"][0]


def test_what_is_read_is_written_again_byte_for_byte():
    assert descriptor.write(LISTED) == WHOLE
    assert {entry.name for listed in LISTED.values() for entry in listed} == set(LISTED)


def test_any_changed_byte_is_refused_in_one_sentence(tmp_path):
    """Six hundred: every byte of the checksum itself and of what stands around it, the others anywhere in the file."""
    chance = random.Random(19)
    seal = WHOLE.index(b'"hash"')
    places = [*range(seal - 20, seal + 90), *(chance.randrange(len(WHOLE)) for _ in range(490))]
    assert len(places) == 600
    path = tmp_path / DESCRIPTOR
    for place in places:
        body = bytearray(WHOLE)
        body[place] ^= 1 << chance.randrange(8)
        path.write_bytes(body)
        with pytest.raises(Problem) as raised:
            Store(tmp_path).entries()
        assert raised.value.key == "descriptor_broken", place
    path.write_bytes(WHOLE)
    assert Store(tmp_path).entries().keys() == LISTED.keys()


@pytest.mark.parametrize("body", [WHOLE[:-1], WHOLE + b"\n", WHOLE.replace(b"\n", b"\r\n"), WHOLE[: len(WHOLE) // 2]])
def test_bytes_that_are_gone_or_added_are_noticed(body):
    with pytest.raises(ValueError):
        descriptor.read(body)


def test_a_descriptor_of_before_there_were_checksums_is_read_as_it_is():
    package = json.loads(WHOLE)
    del package["hash"]
    assert descriptor.read(json.dumps(package).encode()) == LISTED
    with pytest.raises(ValueError, match="not the bytes"):
        descriptor.read(json.dumps({**package, "hasi": ""}).encode())


OTHER = {
    "name": "labour_force",
    "table": "X",
    "path": "x.parquet",
    "codes": "y.parquet",
    "sha256": "1" * 64,
    "codes_sha256": "2" * 64,
    "bytes": 1,
    "rows": 1,
    "release": "2000-01-01",
    "modified": "2000-01-01",
    "retrieved": "2000-01",
    "origin": "loaded",
    "publisher": "X",
    "licence": "X",
    "is_current": False,
    "coverage": None,
    "extra": {},
}


@pytest.mark.parametrize("name", Entry.model_fields)
def test_the_data_version_covers_every_word(name):
    changed = {**LISTED, "vacancies": [ENTRY.model_copy(update={name: OTHER[name]}), *LISTED["vacancies"][1:]]}
    assert descriptor.version(changed) != descriptor.version(LISTED)
    assert len(descriptor.version(LISTED)) == 10


def test_an_entry_is_made_of_what_the_file_can_say():
    facts = ENTRY.model_dump() | {name: getattr(ENTRY, name) for name in ("sha256", "codes_sha256")}
    assert Entry.of(**facts) == ENTRY
    for wrong in ({"path": "../x.parquet"}, {"codes": "/x.parquet"}, {"sha256": "1"}, {"rows": "many"}):
        with pytest.raises(ValueError):
            Entry.of(**{**facts, **wrong})

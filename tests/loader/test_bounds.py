"""No publisher can hurt a load: bounds on bytes, on unpacking, on time and on where an address leads."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import threading
import tracemalloc

import pytest
from hostile import Hostile

from shortage.sources import errors
from shortage.sources.base import HttpClient, not_html
from shortage.sources.guard import is_same_site
from shortage.text import Problem


@pytest.fixture(scope="module")
def hostile():
    with Hostile() as served:
        yield served


@pytest.fixture
def bounded():
    """A client with the bounds of the product, in small."""
    made = HttpClient(2, attempts=4, pause=0.01)
    made.timeout, made.longest, made.silence = (2.0, 2.0), 1.5, 7.0
    made.largest = 20_000_000
    yield made
    made.close()


def ask(http, url):
    return http.submit(http.get, url).result(timeout=60)


REFUSED = {
    "endless": errors.TooLarge,
    "bomb": errors.TooLarge,
    "twice": errors.BadAnswer,
    "drip": errors.TooSlow,
    "dripping_head": errors.TooSlow,
    "elsewhere": errors.SentOn,
    "circle": errors.SentRound,
    "circles": errors.SentRound,
    "captive": errors.SignIn,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_an_answer_out_of_bounds_ends_in_one_sentence_with_memory_flat(hostile, bounded, kind):
    before = len(hostile.asked)
    tracemalloc.start()
    try:
        with pytest.raises(REFUSED[kind]) as caught:
            ask(bounded, f"{hostile.url}/data/{kind}")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 3 * bounded.largest
    for lang in ("nl", "en"):
        assert hostile.url in caught.value.text(lang)
        assert "{" not in caught.value.text(lang)
    # What is out of bounds once is so the next time: it is not asked for again and again.
    tries = {"twice": 4, "circles": 6}.get(kind, 1)
    assert len(hostile.asked) - before == tries


@pytest.mark.parametrize("kind", ["fine", "moved", "packed", "late"])
def test_an_answer_within_bounds_comes_through(hostile, bounded, kind):
    answer = ask(bounded, f"{hostile.url}/data/{kind}")
    assert len(answer.content) > 8_000_000 if kind == "packed" else answer.json() == {}


def test_a_page_to_sign_in_is_named_for_what_it_is(hostile, bounded):
    with pytest.raises(errors.SignIn):
        not_html(ask(bounded, f"{hostile.url}/login"))


def test_a_silent_service_is_given_up_for_all_that_is_asked_of_it(hostile):
    said = []
    http = HttpClient(2, attempts=4, pause=0.01, waiting=lambda host, seconds: said.append((host, seconds)))
    http.timeout, http.silence = (1.0, 0.3), 0.5
    try:
        with pytest.raises(errors.Unreachable) as first:
            ask(http, f"{hostile.url}/one/silent")
        before = len(hostile.asked)
        with pytest.raises(errors.Unreachable) as second:
            ask(http, f"{hostile.url}/other/silent")
        assert second.value is first.value
        assert len(hostile.asked) == before
        # Another service is asked; and in a next load this one is too.
        with Hostile() as other:
            assert ask(http, f"{other.url}/fine").json() == {}
        http.begin()
        assert ask(http, f"{hostile.url}/one/fine").json() == {}
    finally:
        http.close()
    assert said == []  # nothing is said within ten seconds


def test_a_service_that_drips_is_given_up_for_all_that_is_asked_of_it(hostile, bounded):
    for asked in (1, 0):
        before = len(hostile.asked)
        with pytest.raises(errors.TooSlow):
            ask(bounded, f"{hostile.url}/dripping/drip")
        assert len(hostile.asked) - before == asked
    bounded.begin()
    assert ask(bounded, f"{hostile.url}/fine").json() == {}


def test_a_slow_table_beside_others_that_come_is_no_reason_to_give_up(hostile, bounded):
    for _ in range(3):
        slow = bounded.submit(bounded.get, f"{hostile.url}/dripping/drip")
        while not slow.running():
            pass
        assert ask(bounded, f"{hostile.url}/late").json() == {}
        with pytest.raises(errors.TooSlow):
            slow.result(timeout=60)


def test_silence_gets_a_word_every_so_many_seconds(hostile, monkeypatch):
    monkeypatch.setattr("shortage.sources.guard.WORD_EVERY", 1.0)
    said = []
    http = HttpClient(2, attempts=1, waiting=lambda host, seconds: said.append((host, seconds)))
    http.timeout = (1.0, 3.6)
    try:
        with pytest.raises(errors.Unreachable):
            ask(http, f"{hostile.url}/word/silent")
    finally:
        http.close()
    host = hostile.url.removeprefix("http://")
    assert said[:3] == [(host, 1), (host, 2), (host, 3)]


def test_what_is_under_way_ends_when_the_load_is_stopped(hostile):
    http = HttpClient(2, attempts=4, pause=0.01)
    waiting = http.submit(http.get, f"{hostile.url}/stop/silent")
    while not any("/stop/silent" in one for one in hostile.asked):
        threading.Event().wait(0.01)
    closing = threading.Thread(target=http.close)
    closing.start()
    closing.join(20)  # the answer itself would take longer
    assert not closing.is_alive()
    with pytest.raises(errors.Unreachable):
        waiting.result(timeout=1)


@pytest.mark.parametrize(
    ("first", "other", "same"),
    [
        ("https://opendata.cbs.nl/x", "https://opendata.cbs.nl/y", True),
        ("http://opendata.cbs.nl/x", "https://opendata.cbs.nl/x", True),
        ("https://opendata.cbs.nl/x", "https://datasets.cbs.nl/x", True),
        ("https://opendata.cbs.nl/x", "http://opendata.cbs.nl/x", False),
        ("https://opendata.cbs.nl/x", "https://cbs.nl.example.org/x", False),
        ("https://opendata.cbs.nl/x", "https://notcbs.nl/x", False),
        ("https://opendata.cbs.nl/x", "https://opendata.cbs.nl:8443/x", False),
        ("https://opendata.cbs.nl/x", "file:///etc/passwd", False),
        ("http://127.0.0.1:80/x", "http://127.0.0.2:80/x", False),
        ("http://10.0.0.1/x", "https://10.9.0.1/x", False),
        ("http://localhost:1/x", "http://localhost:2/x", False),
        ("https://a.nl/x", "https://b.nl/x", False),
    ],
)
def test_an_address_stays_with_the_publisher(first, other, same):
    assert is_same_site(first, other) is same


def test_certificates_that_are_not_there_are_a_sentence(hostile, bounded, monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "bundle.pem"))
    with pytest.raises(Problem, match="REQUESTS_CA_BUNDLE") as caught:
        ask(bounded, "https://127.0.0.1:9/x")
    assert str(tmp_path) in caught.value.text("nl")


@pytest.fixture
def office(tmp_path):
    """A server whose certificate only its own office knows: its address, and the file with the certificate."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Office")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    bundle = tmp_path / "office.pem"
    bundle.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = tmp_path / "office.key"
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private.write_bytes(key.private_bytes(*form))
    with Hostile() as served:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(bundle, private)
        served.server.socket = context.wrap_socket(served.server.socket, server_side=True)
        yield served.url.replace("http", "https", 1), bundle


def test_a_certificate_of_the_office_is_asked_for_and_then_serves(office, bounded, monkeypatch):
    url, bundle = office
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    with pytest.raises(errors.Untrusted) as caught:
        ask(bounded, f"{url}/fine")
    assert "REQUESTS_CA_BUNDLE" in caught.value.text("nl") and "REQUESTS_CA_BUNDLE" in caught.value.text("en")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    assert ask(bounded, f"{url}/fine").json() == {}

"""Floor 4, a store at an address (``s3://bucket/folder``): a folder on this machine that follows it.

The address holds the same files as a folder does, and the same promise: a reader sees what the descriptor lists, and
the descriptor is replaced last, by one write, which object stores do whole or not at all. Here a mirror of it is kept.
It is asked in the background, at most every :data:`PATIENCE` seconds, whether the descriptor has changed, so that an
address that is slow, refuses or hangs keeps no reader waiting. A release is fetched when it is first read; its checksum
stands in the descriptor, so half a file is noticed as it is in a folder. Writing happens in the mirror first; then the
release's files go up, and last the descriptor.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import Timeout

from shortage import disk
from shortage.settings import settings
from shortage.text import Problem, Unreadable, number

PATIENCE = 2.0
"""Seconds for which a descriptor counts as fresh."""
LIMIT = 2.0
"""Seconds that a reader waits for an address of which there is a mirror, once."""
COLD = 10.0
"""Seconds that a reader waits for what is not mirrored yet."""
GIVE_UP = 60.0
"""Seconds after which an answer is not expected any more, and the address is asked again."""
BEAT = dt.timedelta(minutes=5)
"""How often a load that goes on says so in its lock."""
STALE = 6 * BEAT
"""Age at which a lock was left by a load that was killed: then it is taken over."""


def is_address(root: str) -> bool:
    """Whether a store is named by an address rather than by a folder."""
    return "://" in root


def mirror_of(address: str) -> Path:
    """Return the folder that follows ``address``: below ``SHORTAGE_CACHE``, else below the user's cache folder."""
    home = settings().cache or settings().cache_home
    return Path(home).expanduser() / "labour-shortage" / hashlib.sha256(address.encode()).hexdigest()[:16]


class _Errand:
    """Something that is asked of an address in the background; whoever needs it waits for a while, not for ever."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.begun = time.monotonic()
        self.error: Exception | None = None
        self._done = threading.Event()
        self._work = work
        # A daemon: an address that hangs must not keep the program from ending.
        threading.Thread(target=self._run, name="store-address", daemon=True).start()

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:  # each protocol has errors of its own; none of them may stop a reader
            self.error = error
        finally:
            self._done.set()

    @property
    def is_over(self) -> bool:
        """Whether it is done, or so old that nothing is expected of it any more."""
        return self._done.is_set() or time.monotonic() - self.begun > GIVE_UP

    def wait(self, seconds: float) -> bool:
        """Wait until it is done, at most until it is ``seconds`` old; whether it is done."""
        return self._done.wait(max(0.0, seconds - (time.monotonic() - self.begun)))


class Bucket:
    """An address and its mirror.

    Args:
        address: ``<protocol>://…``, anything that fsspec knows.
        mirror: the folder that follows it.

    Raises:
        Problem: the address is none, or what is needed to speak its protocol is not installed.
    """

    def __init__(self, address: str, mirror: Path) -> None:
        try:
            import fsspec

            self._fs, base = fsspec.core.url_to_fs(address, **_hasty(address))
        except (ImportError, ValueError) as error:
            raise Problem("store_address", path=address, why=str(error).split("\n")[0]) from None
        self.address = address
        self._base = base.rstrip("/")
        self._mirror = mirror
        self._lock = threading.Lock()
        self._asked: dict[str, float] = {}
        self._marks: dict[str, Any] = {}
        self._asking: dict[str, _Errand] = {}
        self._fetching: dict[str, _Errand] = {}

    def follow(self, name: str) -> None:
        """Have a file of the mirror that changes (the descriptor) brought up to date in the background.

        A reader waits for it at most :data:`LIMIT` seconds, and only the first time, or :data:`COLD` where nothing was
        mirrored before. While the address does not answer, the mirror of the last time goes on: what it lists is still
        whole.

        Raises:
            Problem: the address does not answer and nothing was mirrored before.
        """
        file = self._mirror / name
        with self._lock:
            errand = self._asking.get(name)
            is_first = errand is None
            if errand is None or (errand.is_over and time.monotonic() - self._asked[name] >= PATIENCE):
                self._asked[name] = time.monotonic()
                errand = self._asking[name] = _Errand(lambda: self._bring(name))
        if is_first or not file.exists():
            is_done = errand.wait(LIMIT if file.exists() else COLD)
            if not file.exists() and not is_done:
                raise Unreadable("store_silent", path=self.address, seconds=number(COLD, "en", 0))
            if not file.exists() and errand.error is not None:
                raise Unreadable("store_unreadable", path=self.address, why=_why(errand.error))

    def refresh(self, name: str) -> None:
        """Bring a file of the mirror up to date now, for a writer, who must add to what is listed at this moment.

        Raises:
            Problem: the address does not answer.
        """
        try:
            mark = self._marked(name)
            if mark != self._marks.get(name) or not (self._mirror / name).exists():
                _put(self._mirror / name, self._fs.cat_file(f"{self._base}/{name}"))
                self._marks[name] = mark
        except FileNotFoundError:
            self._forget(name)
        except Exception as error:
            raise Unreadable("store_unreadable", path=self.address, why=_why(error)) from None

    def _bring(self, name: str) -> None:
        """Bring a file of the mirror up to date, unless a writer is at work here: what that writes is newer."""
        mark, body = None, b""
        with suppress(FileNotFoundError):
            mark = self._marked(name)
            if mark == self._marks.get(name) and (self._mirror / name).exists():
                return
            body = self._fs.cat_file(f"{self._base}/{name}")
        self._mirror.mkdir(parents=True, exist_ok=True)
        with suppress(Timeout), disk.held(self._mirror / ".lock", 0):
            now = None
            with suppress(FileNotFoundError):
                now = self._marked(name)
            if now != mark:
                return  # written meanwhile: the next time will see it
            if mark is None:
                self._forget(name)
            else:
                _put(self._mirror / name, body)
                self._marks[name] = mark

    def _forget(self, name: str) -> None:
        (self._mirror / name).unlink(missing_ok=True)
        self._marks.pop(name, None)

    def fetch(self, path: str) -> None:
        """Bring a listed file into the mirror unless it is there.

        Raises:
            Problem: the address does not answer, or refuses. A file that it does not have is simply not there.
        """
        file = self._mirror / path
        if file.exists():
            return
        with self._lock:
            errand = self._fetching.get(path)
            # What was asked for and did not come is not asked for again at once.
            if errand is None or (errand.is_over and time.monotonic() - errand.begun >= PATIENCE):
                errand = self._fetching[path] = _Errand(lambda: _put(file, self._fs.cat_file(f"{self._base}/{path}")))
        is_done = errand.wait(COLD)
        if is_done and errand.error is None:
            with self._lock:
                self._fetching.pop(path, None)
        if file.exists() or isinstance(errand.error, FileNotFoundError):
            return
        if not is_done:
            raise Unreadable("store_silent", path=self.address, seconds=number(COLD, "en", 0))
        if errand.error is not None:
            raise Unreadable("store_unreadable", path=self.address, why=_why(errand.error))

    def gather(self, paths: Iterable[str], connections: int = 8) -> None:
        """Bring listed files into the mirror, several at a time; what does not come is asked for when it is read."""
        with ThreadPoolExecutor(connections) as pool:
            for errand in [pool.submit(self.fetch, path) for path in paths]:
                with suppress(Problem):
                    errand.result()

    def publish(self, paths: Iterable[str], last: str) -> None:
        """Send files up, and ``last`` (the descriptor, which makes them count) after all of them.

        Raises:
            Problem: the address refuses; what it listed before still stands.
        """
        try:
            for path in (*paths, last):
                self._fs.pipe_file(f"{self._base}/{path}", (self._mirror / path).read_bytes())
            self._marks[last] = self._marked(last)
        except Exception as error:
            # The mirror is ahead of the address now: it goes back to what the address lists.
            self._marks.pop(last, None)
            with suppress(Problem):
                self.refresh(last)
            raise Problem("store_unwritable", path=self.address, why=_why(error)) from error

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files that nothing lists any more; one that will not go does no harm."""
        for path in paths:
            with suppress(Exception):
                self._fs.rm_file(f"{self._base}/{path}")

    @contextmanager
    def alone(self, name: str = ".load.lock") -> Iterator[None]:
        """Hold the address for one load, by a file that only one can make and that says until when it is held.

        Raises:
            Problem: another load holds it (one that was silent for :data:`STALE` was killed), or the address refuses,
                or it cannot keep two loads apart.
        """
        lock = f"{self._base}/{name}"
        try:
            self._take(lock)
        except FileExistsError:
            since = self._said(lock)
            moment = f"{since.astimezone():%Y-%m-%d %H:%M}" if since else "?"
            raise Problem("load_running_since", path=self.address, since=moment) from None
        except Exception as error:
            if _cannot_condition(error):
                raise Problem("store_no_conditions", path=self.address) from None
            raise Problem("store_unwritable", path=self.address, why=_why(error)) from None
        done = threading.Event()
        threading.Thread(target=self._beat, args=(lock, done), name="lock", daemon=True).start()
        try:
            yield
        finally:
            done.set()
            with suppress(Exception):
                self._fs.rm_file(lock)

    def _beat(self, lock: str, done: threading.Event) -> None:
        while not done.wait(BEAT.total_seconds()):
            with suppress(Exception):
                self._fs.pipe_file(lock, _now().isoformat().encode())

    def _said(self, lock: str) -> dt.datetime | None:
        """Return when a lock was last heard of: by what it says, else by when it was written; None where neither is."""
        try:
            text = self._fs.cat_file(lock).decode("utf-8", "replace")
        except FileNotFoundError:
            return None
        try:
            date = dt.datetime.fromisoformat(text.strip())
        except ValueError:
            self._fs.invalidate_cache()
            info = self._fs.info(lock)
            written = info.get("LastModified") or info.get("mtime") or info.get("created")
            date = dt.datetime.fromtimestamp(written, dt.UTC) if isinstance(written, int | float) else written
        if not isinstance(date, dt.datetime):
            return None
        return date if date.tzinfo else date.replace(tzinfo=dt.UTC)

    def _take(self, lock: str) -> None:
        said = self._said(lock)
        if said is not None:
            if _now() - said <= STALE:  # also where the condition below is not heeded
                raise FileExistsError(lock)
            self._fs.rm_file(lock)
        try:
            self._fs.pipe_file(lock, _now().isoformat().encode(), mode="create")
        except OSError as error:
            # The answer to "make it unless it is there" has no error class of its own in every protocol.
            self._fs.invalidate_cache()
            if not _cannot_condition(error) and self._fs.exists(lock):
                raise FileExistsError(lock) from error
            raise

    def _marked(self, name: str) -> Any:
        self._fs.invalidate_cache()
        info = self._fs.info(f"{self._base}/{name}")
        return next((info[key] for key in ("ETag", "etag", "mtime", "created") if key in info), None), info["size"]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _cannot_condition(error: BaseException) -> bool:
    """Whether an address does not know the condition "only where it is not there yet"."""
    return getattr(error, "errno", None) == errno.ENOSYS or "NotImplemented" in str(error) or "501" in str(error)


def _hasty(address: str) -> dict[str, Any]:
    """Return the settings by which an address answers soon or not at all; its own patience is minutes."""
    if not address.startswith(("s3://", "s3a://")):
        return {}
    return {"config_kwargs": {"connect_timeout": 2, "read_timeout": 5, "retries": {"max_attempts": 1}}}


def _put(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    disk.write(file, body)


def _why(error: BaseException) -> str:
    return (str(error) or type(error).__name__).split("\n")[0][:200]

"""What a file system may refuse, and what is done about it: locks on a share, a rename while something looks at it."""

from __future__ import annotations

import errno
import os
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP}
"""What a file system answers that knows no locks; some shares of an office do."""
RENAME_TRIES, RENAME_PAUSE = 6, 0.05
"""A virus scanner or a folder that is synchronised holds a new file for a moment: tries, and the first pause, which
doubles (three seconds in all)."""

# It is no news for whoever loads that a share has no locks: the other way is as good.
warnings.filterwarnings("ignore", message="flock not supported")


@contextmanager
def held(path: Path, timeout: float) -> Iterator[None]:
    """Hold a lock at ``path`` for the block, waiting at most ``timeout`` seconds.

    Where the file system knows no locks, a file beside it that only one can make stands for it; it says who made it, so
    that one that was killed on this machine is passed over.

    Raises:
        Timeout: somebody else holds it.
        OSError: the place cannot be written.
    """
    lock: BaseFileLock = FileLock(path, timeout=timeout)
    try:
        lock.acquire()
    except Timeout:
        raise
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in NO_LOCKS:
            raise
        lock = SoftFileLock(path.with_name(f"{path.name}.by"), timeout=timeout)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def put(staged: Path, path: Path) -> None:
    """Put a file in its place in one step, trying again for a moment where somebody else has either of them open.

    Raises:
        OSError: it does not go.
    """
    for attempt in range(RENAME_TRIES):
        try:
            staged.replace(path)
        except PermissionError:  # on Windows also: "being used by another process"
            if attempt == RENAME_TRIES - 1 or not staged.exists():
                raise
            time.sleep(RENAME_PAUSE * 2**attempt)
        else:
            return


def stage(folder: Path, body: bytes, *, is_synced: bool = False) -> Path:
    """Write a new file beside where it will stand, and return its path; of one that fails nothing stays.

    Args:
        folder: where.
        body: what.
        is_synced: whether it stands on the disk afterwards, so that a power cut does not take it.
    """
    handle, name = tempfile.mkstemp(dir=folder, prefix=".write-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            if is_synced:
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def write(path: Path, body: bytes, *, mode: int = 0o600, is_synced: bool = False) -> None:
    """Write a file in one step: whoever looks, also after a power cut where ``is_synced``, sees the old or the new one.

    Raises:
        OSError: it does not go.
    """
    staged = stage(path.parent, body, is_synced=is_synced)
    try:
        staged.chmod(mode)
        put(staged, path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    if is_synced and hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

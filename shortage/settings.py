"""What the environment sets: each variable once, with its form and what holds without it.

``docs/operate.md`` and ``docs/load.md`` say of each what it is for. Nothing else reads the environment, but for what
belongs to Streamlit, to Python itself and to a platform's own folders.
"""

from __future__ import annotations

import difflib
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shortage.text import Problem, strings

PREFIX = "SHORTAGE_"
SITE = re.compile(r"[A-Za-z0-9:/.*_'-]+")
CONTACT = re.compile(r"(mailto:|https://|tel:)[^\s<>\"]{3,200}")
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/-]*)?")
_CLUSTER = re.compile(r"SHORTAGE_(SERVICE_|PORT(_|$))")
"""What Kubernetes sets by itself beside a service that is called ``shortage``."""


def _split(value: Any) -> Any:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _paths(value: Any) -> Any:
    return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value


def _like(pattern: re.Pattern[str]) -> AfterValidator:
    def check(parts: tuple[str, ...]) -> tuple[str, ...]:
        if odd := [part for part in parts if not pattern.fullmatch(part)]:
            raise ValueError(odd[0])
        return parts

    return AfterValidator(check)


Several = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(str.upper)]


class Settings(BaseSettings):
    """The variables ``SHORTAGE_…``, each named after its field; an empty one is as good as none."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    store: str = ""
    """Folder or address of the store; without it a folder of the user's, else the snapshot."""
    papers: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_paths)] = ()
    """Further folders with papers, separated as in ``PATH``."""
    theme: str = ""
    """File with a house style of one's own; without it ours."""
    templates: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_paths)] = ()
    """Templates of Word and PowerPoint that documents are made in, separated as in ``PATH``."""
    cache: str = ""
    """Where the mirror of a store at an address stands; without it below the user's cache folder."""
    keep_answers: bool = True
    """Whether answers are kept there between processes."""

    cbs_url: str = ""
    cbs_v4_url: str = ""
    cbs_transport: str = "auto"
    duo_url: str = ""
    eurostat_url: str = ""

    allowed_hosts: Several = ()
    frame_ancestors: Annotated[Several, _like(SITE)] = ()
    embed_ancestors: Annotated[Several, _like(SITE)] = ()
    public_url: str = Field(default="", pattern=f"^({ADDRESS.pattern})?$")
    warm: bool = True
    """Whether the server makes what first readers ask for when it starts."""
    published_url: str = Field(default="", pattern=f"^({ADDRESS.pattern})?$")
    most_readers: int = Field(default=400, ge=1)
    security_contact: Annotated[Several, _like(CONTACT)] = ()
    security_policy: str = Field(default="", pattern=f"^({CONTACT.pattern})?$")
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    metrics_host: str = "127.0.0.1"
    log: Level = "INFO"

    requests_ca_bundle: str = Field(default="", validation_alias="REQUESTS_CA_BUNDLE")
    curl_ca_bundle: str = Field(default="", validation_alias="CURL_CA_BUNDLE")
    """The certificates of an organisation, as ``requests`` reads them by itself."""
    cache_home: str = Field(default="~/.cache", validation_alias="XDG_CACHE_HOME")
    data_home: str = Field(default="~/.local/share", validation_alias="XDG_DATA_HOME")


_VARIABLES = [str(field.validation_alias or PREFIX + name.upper()) for name, field in Settings.model_fields.items()]


@lru_cache(maxsize=8)
def _read(values: tuple[str | None, ...]) -> Settings:
    return Settings()


def settings() -> Settings:
    """Return what the environment sets now.

    Raises:
        Problem: a variable has a value that it cannot have; the first of them is named with what it needs.
    """
    try:
        # Read again when a variable changed only: a page asks for the store many times over.
        return _read(tuple(map(os.environ.get, _VARIABLES)))
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        name = PREFIX + field.upper()
        raise Problem(
            "setting_wrong", name=name, value=os.environ.get(name, ""), needed=strings()[f"setting.{field}"]
        ) from error


def names() -> list[str]:
    """Return the variables that are ours, in the order of the settings."""
    return [name for name in _VARIABLES if name.startswith(PREFIX)]


def unknown() -> list[tuple[str, str]]:
    """Return the variables ``SHORTAGE_…`` that nothing reads, each with the setting that its name is nearest to."""
    ours = names()
    odd = [name for name in sorted(os.environ) if name.startswith(PREFIX) and name not in ours]
    return [(name, difflib.get_close_matches(name, ours, 1, 0)[0]) for name in odd if not _CLUSTER.match(name)]

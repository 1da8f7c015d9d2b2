"""Where the embedded services live, and as whom they run."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

NOBODY = 65534
SHORT = Path("/tmp")  # noqa: S108  (a socket's path is at most 107 bytes; the folder made in it is checked and private)
REACHABLE = Path("/var/lib/kam_crm")


@dataclass(frozen=True)
class Home:
    data: Path

    @cached_property
    def sockets(self) -> Path:
        """A short folder of our own for the sockets, the same for every command of this data folder."""
        folder = SHORT / f"kam-{self._digest}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._runs_as_other and folder.stat().st_uid == 0:
            os.chown(folder, self.uid, -1)
        if folder.is_symlink() or folder.stat().st_uid != self.uid:
            raise SystemExit(f"{folder} belongs to somebody else; remove it, or choose another KAM_DATA_DIR.")
        return folder

    @cached_property
    def uid(self) -> int:
        """As whom PostgreSQL runs. It refuses root: then it is the data folder's owner, or else “nobody”."""
        return os.geteuid() or self.data.stat().st_uid or NOBODY

    @property
    def identity(self) -> dict[str, Any]:
        """What to tell `subprocess` to run something as `uid`."""
        if not self._runs_as_other:
            return {}
        try:
            group = pwd.getpwuid(self.uid).pw_gid
        except KeyError:
            raise SystemExit(
                f"PostgreSQL does not run as root, and there is no user {self.uid} to run it as."
            ) from None
        return {"user": self.uid, "group": group, "extra_groups": []}

    def reachable(self, path: Path, name: str) -> Path:
        """`path`, or where `uid` cannot get at it (a folder such as /root is on the way), a place under /var/lib
        named after this data folder."""
        if not self._runs_as_other:
            return path
        look = subprocess.run(["/bin/sh", "-c", 'cd "$1"', "sh", path.parent], **self.identity, cwd="/", stderr=-3)
        return REACHABLE / self._digest / name if look.returncode else path

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Only one command at a time starts or stops something here."""
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            lock = (self.data / "lock").open("w")
        except OSError as error:
            raise SystemExit(f"KAM_DATA_DIR: {self.data} cannot be used: {error.strerror}.") from None
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def secret_key(self) -> str:
        """A key of this machine's own for trying out, made once."""
        key = self.data / "secret-key"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(secrets.token_urlsafe(50))
        return key.read_text()

    @property
    def _runs_as_other(self) -> bool:
        return self.uid != os.geteuid()

    @property
    def _digest(self) -> str:
        return hashlib.sha256(str(self.data).encode()).hexdigest()[:10]

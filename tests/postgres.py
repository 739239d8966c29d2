"""A PostgreSQL server of our own, in a folder of its own: started, killed, started again, and gone at the end.

Fault tests take one for themselves:

    with own_postgres() as server:
        database = Database(server.new_database())
        server.kill()     # kill -9, it and all that it had started
        server.start()    # on the same folder and the same address
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
MISSING = (
    "There is no PostgreSQL server to test with. Debian, Ubuntu: apt-get install postgresql (it need not run); "
    "or name the folder of its programs: PGBIN=/path/to/bin. Or test on one database only: --databases sqlite"
)
UNPRIVILEGED = "postgres"
"""PostgreSQL refuses to run as root: then it runs as this user, whom its Debian package makes."""
PATIENCE_SECONDS = 60
LOOK_AGAIN_SECONDS = 0.01
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    # What is committed outlives kill -9 of the server all the same: only the machine itself must not fail.
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


class PostgresError(Exception):
    """The server did not do what it was told: {0}"""


def postgres_programs() -> Path | None:
    """The folder with initdb and postgres: $PGBIN, the newest of Debian's, or what pg_config says."""
    if named := os.environ.get("PGBIN"):
        return Path(named)
    by_version = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda found: int(found.parts[-3]))
    if by_version:
        return by_version[-1].parent
    if shutil.which("pg_config") is None:
        return None
    told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
    return Path(told) if (Path(told) / "postgres").exists() else None


class PostgresServer:
    """Listens on a socket in its folder only; whoever reaches it is let in.

    `start` belongs in the main thread: the server stops by itself when the thread that started it is gone, so that
    not even a killed test leaves one behind. Everything blocks, for about a tenth of a second.
    """

    def __init__(self, programs: Path, folder: Path, **settings: str) -> None:
        """`folder` is empty, and its path short: a socket's path has to stay under 108 bytes."""
        self._programs = programs
        self._folder = folder
        self._settings = SETTINGS | settings
        self._data = folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self._names = 0

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@/{name}?host={self._folder}"

    def create(self) -> None:
        """Its files; once, before the first start."""
        if os.geteuid() == 0:
            shutil.chown(self._folder, UNPRIVILEGED, UNPRIVILEGED)
        options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._run(*_unprivileged(), str(self._programs / "initdb"), f"--pgdata={self._data}", *options)

    def start(self) -> None:
        """And wait until it answers."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Start it, without waiting: for tests with an event loop that must go on meanwhile."""
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *_unprivileged("--pdeathsig", "INT"),
                    str(self._programs / "postgres"),
                    *("-D", str(self._data), "-k", str(self._folder)),
                    *settings,
                ],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        # The file's eighth line tells how far the start is. Source: postmaster.pid in PostgreSQL's documentation.
        end = time.monotonic() + PATIENCE_SECONDS
        while not self._is_ready():
            if self._process is None or self._process.poll() is not None or time.monotonic() > end:
                raise PostgresError(self.log())
            time.sleep(LOOK_AGAIN_SECONDS)

    def _is_ready(self) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        ours = self._process is not None and lines[:1] == [str(self._process.pid)]
        return ours and lines[7:8] != [] and lines[7].strip() == "ready"

    def stop(self) -> None:
        """In order, at once: whoever is connected is cut off. Nothing happens if it does not run."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """kill -9, of the server and of all the processes that it had started."""
        if self._process is not None:
            self._signal_all(signal.SIGKILL)
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        self.stop()
        self.start()

    def freeze(self) -> None:
        """It hangs: connections stay open, and nothing is answered any more."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: signal.Signals) -> None:
        assert self._process is not None
        parent = self._process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        for pid in (parent, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        self._process.wait(PATIENCE_SECONDS)
        self._process = None

    def new_database(self, template: str = "template0") -> str:
        """The URL of a database that is empty, or like another one of this server, to which nobody may be connected."""
        self._names += 1
        name = f"test_{self._names}"
        self.sql(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Whoever is connected to it is cut off."""
        self.sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What psql answers, one row a line, columns parted by |."""
        address = ("--host", str(self._folder), "--username=postgres", f"--dbname={database}")
        plainly = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align")
        return self._run(str(self._programs / "psql"), *address, *plainly, "--command", statement).strip()

    def log(self) -> str:
        return (self._folder / "log").read_text()

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PostgresError(f"{command[-1]}: {done.stderr}")
        return done.stdout


def _unprivileged(*options: str) -> list[str]:
    """What goes before a command that root may not run."""
    user = ("--reuid", UNPRIVILEGED, "--regid", UNPRIVILEGED, "--init-groups") if os.geteuid() == 0 else ()
    return ["setpriv", *user, *options, "--"] if (*user, *options) else []


@contextmanager
def own_postgres(**settings: str) -> Iterator[PostgresServer]:
    """A running server, its files gone at the end; skips the test where none is installed. Settings as in
    postgresql.conf."""
    folder = Path(tempfile.mkdtemp(prefix="engagebot-pg-"))
    server = PostgresServer(programs_or_skip(), folder, **settings)
    try:
        server.create()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def programs_or_skip() -> Path:
    """Where it counts, a missing server is a failure: with CI=true."""
    import pytest

    programs = postgres_programs()
    if programs is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    return programs

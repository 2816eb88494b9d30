"""What lies in the embedded PostgreSQL's place: its programs, its data, and who may enter."""

import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heyan.store.sizing import memory_of_machine, settings_for

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


class Failure(Exception):
    """One sentence that says why the server does not run."""


@dataclass(frozen=True)
class Plan:
    """What heyan asks of its keeper."""

    place: str
    binaries: str
    release: str  # of the binaries
    account: str | None  # whom the server runs as, when we are root
    copy_binaries: bool
    throwaway: bool
    safe: bool = True  # a commit is on the disk; what is thrown away anyway may do without

    @property
    def data(self) -> Path:
        return Path(self.place) / "data"

    @property
    def sockets(self) -> Path:
        return Path(self.place) / "run"

    @property
    def log(self) -> Path:
        return Path(self.place) / "server.log"

    @property
    def copy(self) -> Path:
        return Path(self.place) / f"server-{self.release}"

    @property
    def programs(self) -> Path:
        if self.copy_binaries:
            return (
                self.copy / Path(self.binaries).relative_to(Path(self.binaries).parents[1]) / "bin"
            )
        return Path(self.binaries) / "bin"


def lay_out(plan: Plan) -> None:
    """Have programs that the server's user can reach, data of their version, and doors."""
    if plan.copy_binaries:
        _copy_binaries(plan)
    if not plan.data.exists():
        _initialise(plan)
    _refuse_other_version(plan)
    _write_doors(plan)


def make_directory(path: Path, account: str | None) -> None:
    """Make a directory that nobody but the server's user (and root) can enter."""
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    owner = path.lstat().st_uid
    if owner == os.geteuid():
        # Ours just now, or another keeper's that has not come this far yet.
        give_to(path, account)
    elif account is None or owner != pwd.getpwnam(account).pw_uid:
        raise Failure(f"{path} belongs to somebody else.")


def give_to(path: Path, account: str | None) -> None:
    """Hand a path over to the server's user."""
    if account:
        owner = pwd.getpwnam(account)
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def as_account(plan: Plan) -> dict[str, Any]:
    """Say to subprocess whom a program runs as."""
    if not plan.account:
        return {}
    owner = pwd.getpwnam(plan.account)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _copy_binaries(plan: Plan) -> None:
    """Copy the programs with the folders around them, by which they find their libraries."""
    if plan.copy.exists():
        return
    # No server runs from older copies, or this one would not be about to start.
    for old in Path(plan.place).glob("server-*/"):
        shutil.rmtree(old)
    half = plan.copy.with_name(f"{plan.copy.name}.new")
    package = Path(plan.binaries).parent
    libraries = package.with_name(f"{package.name}.libs")
    for folder in (plan.binaries + "/bin", plan.binaries + "/lib", plan.binaries + "/share"):
        shutil.copytree(folder, half / Path(folder).relative_to(package.parent), symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name)
    everything: list[Path] = [half, *half.rglob("*")]
    for path in everything:
        if not path.is_symlink():
            may_run = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(path.stat().st_mode | (0o055 if may_run else 0o044))
    half.rename(plan.copy)


def _initialise(plan: Plan) -> None:
    half = plan.data.with_name("data.new")
    shutil.rmtree(half, ignore_errors=True)
    options = [
        f"--pgdata={half}",
        "--username=heyan",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--auth-local=peer",
        "--auth-host=reject",
        "--no-instructions",
        *(_sizes() if plan.safe else ["--no-sync"]),
    ]
    done = subprocess.run(
        [plan.programs / "initdb", *options],
        capture_output=True,
        check=False,
        cwd=plan.place,
        env=ENVIRONMENT,
        text=True,
        **as_account(plan),
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Failure(f"PostgreSQL's data could not be laid out: {' '.join(last)}")
    half.rename(plan.data)


def _sizes() -> list[str]:
    """Return how large a server begins; they stand in its postgresql.conf, to be changed there."""
    return [f"--set={name}={value}" for name, value in settings_for(memory_of_machine()).items()]


def _refuse_other_version(plan: Plan) -> None:
    laid_out = (plan.data / "PG_VERSION").read_text().strip()
    answer = subprocess.run(
        [plan.programs / "postgres", "--version"], capture_output=True, check=True, text=True
    ).stdout
    ours = answer.split()[-1].partition(".")[0]
    if laid_out != ours:
        raise Failure(
            f"The data in {plan.data} is of PostgreSQL {laid_out}, and this heyan brings {ours}: "
            "move it over with pg_dump and pg_restore first."
        )


def _write_doors(plan: Plan) -> None:
    """Let in the user who runs heyan, by the socket alone."""
    user = pwd.getpwuid(os.geteuid()).pw_name
    (plan.data / "pg_hba.conf").write_text("local all heyan peer map=heyan\n")
    (plan.data / "pg_ident.conf").write_text(f'heyan "{user}" heyan\n')

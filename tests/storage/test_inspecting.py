"""How it stands with a database, seen without changing it."""

from pathlib import Path

import pytest

from storage.inspecting import Schema, inspect, network_file_system, sqlite_file, where
from storage.migrate import migrate

MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/vdb /home/bob/disk ext4 rw 0 0
//server/share /mnt/a\\040share cifs rw 0 0
me@there:/ /mnt/there fuse.sshfs rw 0 0
tmpfs /mnt/over tmpfs rw 0 0
server:/over /mnt/over nfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/leadwheel", None),
        ("/home/alice", "nfs4"),
        ("/home", "nfs4"),
        ("/homeless", None),
        ("/home/bob/disk/leadwheel", None),
        ("/mnt/a share/leads", "cifs"),
        ("/mnt/there", "fuse.sshfs"),
        ("/mnt/over", "nfs"),
    ],
)
def test_a_network_file_system_is_known_by_the_nearest_mount(folder, kind):
    assert network_file_system(Path(folder), MOUNTS) == kind


def test_where_nothing_is_told_of_mounts_nothing_is_known():
    assert network_file_system(Path("/home"), "") is None


def test_a_migrated_database_and_one_that_is_not(databases):
    with databases.empty() as url:
        if databases.name == "postgresql":
            assert inspect(url).schema is Schema.NONE
        migrate(url)
        found = inspect(url)
        assert found.schema is Schema.CURRENT
        assert found.said == ""
        assert found.workspaces == ()
        assert found.version.lower().startswith(databases.name)
        assert (found.ahead_seconds is None) is (databases.name == "sqlite")


def test_a_file_and_its_folder(sqlite_files):
    with sqlite_files.empty() as url:
        before = sqlite_file(url)
        assert (before.is_there, before.has_folder, before.can_be_written) == (False, True, True)
        migrate(url)
        assert sqlite_file(url).is_there
        assert where(url) == str(sqlite_file(url).path)


def test_a_server_is_named_without_user_and_password():
    assert where("postgresql+asyncpg://bob:secret@db.example.com/leads") == "db.example.com:5432/leads"
    assert sqlite_file("postgresql+asyncpg://bob:secret@db.example.com/leads") is None

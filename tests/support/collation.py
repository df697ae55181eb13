"""A collation that sorts as people do (a, A, b, B), made where the machine may have none but C."""

import shutil
import subprocess
import unicodedata
from pathlib import Path

NAME = "people.utf8"

#: All that UTF-8 writes in two bytes; what lies above is left to the comparison of bytes that settles ties.
LAST = 0x7FF


def make_locale(folder: Path) -> bool:
    """Compile the collation as a locale `NAME` in this folder, for LOCPATH; False where that isn't possible."""
    compiler = shutil.which("localedef")
    if compiler is None:
        return False
    charmap, source = folder / "charmap", folder / "source"
    charmap.write_text(_charmap(), encoding="utf-8")
    source.write_text(_source(), encoding="utf-8")
    # It complains of what the locale lacks besides a collation, and writes it nevertheless.
    subprocess.run(
        [compiler, "--force", f"--charmap={charmap}", f"--inputfile={source}", str(folder / NAME)],
        check=False,
        capture_output=True,
    )
    return (folder / NAME / "LC_COLLATE").exists()


def _charmap() -> str:
    blocks = [
        f"{_symbol(chr(first))}..{_symbol(chr(first + 63))} /x{first >> 6 | 0xC0:02x}/x80 BLOCK"
        for first in range(0x80, LAST, 64)
    ]
    return "\n".join(
        (
            "<code_set_name> UTF-8",
            "<comment_char> %",
            "<escape_char> /",
            "<mb_cur_min> 1",
            "<mb_cur_max> 6",
            "CHARMAP",
            "<U0000>..<U007F> /x00 ASCII",
            *blocks,
            "END CHARMAP",
            "",
        )
    )


def _source() -> str:
    """First the letter counts, whatever its case and accent; then what the character is."""
    everything = sorted(map(chr, range(1, LAST + 1)), key=lambda one: (one.isalnum(), _letter(one), one.swapcase()))
    rows = [f"{_symbol(one)} {_symbol(_letter(one))};{_symbol(one)}" for one in everything]
    return "\n".join(("LC_COLLATE", "order_start forward;forward", *rows, "order_end", "END LC_COLLATE", ""))


def _letter(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0].lower()[0]


def _symbol(character: str) -> str:
    return f"<U{ord(character):04X}>"

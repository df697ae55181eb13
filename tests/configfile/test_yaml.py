"""Files that aren't YAML, YAML that nobody should load, and files that can't be read."""

import time

import pytest

from bot.configfile import ConfigurationFileError, load, load_file

UNKNOWN = "known: `workspace`, `managers`, `teams`, `qualifications`, `sources`, `auto_messages` or `rules`"
COMMENT = "(what follows ` #` is a comment: put it in quotes)"
TOO_DEEP = "what stands here is nested more than 30 levels deep"
TOO_LARGE = "a number or a `\\U` here is larger than there is"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("teams:\n\tsales: {}", "2: a tab stands where only spaces can: indent with spaces"),
        (
            "managers: [@alice]",
            "1: `@` can't begin a value without quotes (a person is given as a member ID, like `U01ALICE`)",
        ),
        ("managers: `a`", "1: ``` can't begin a value: put the value in quotes"),
        (
            "a: b: c",
            "1: this `:` stands where no key can: put text that contains `: ` in quotes, or check the indentation",
        ),
        ("a: 1\n\nmanagers\nb: 1", "3: here should be a key, a `:` and a value: check the indentation and the `:`"),
        ("a: {ask: Who?}", "1: between brackets, text with a `?` must be in quotes"),
        ("a: {b: 'c' d: 1}", f"1: the `{{` of line 1 isn't closed with `}}`, or a comma is missing before this {COMMENT}"),
        ("a: 1\nmanagers\n", "2: here should be a key, a `:` and a value: check the indentation and the `:`"),
        ("a:\n  - b\n c: d", "3: this doesn't fit what begins in line 1: check the indentation and the quotes"),
        ("a: 'b\nc: d\n", "1: the quotes that open here are never closed"),
        (
            "managers: [U01ALICE\n\n\n",
            f"1: the `[` of line 1 isn't closed with `]`, or a comma is missing before this {COMMENT}",
        ),
        ("teams: {sales: {channel: #sales}}\n\n", f"1: a value is missing here {COMMENT}"),
        ('a: "\\q"', "1: a backslash in double quotes must be written twice: or use single quotes"),
        ('a: "\\UFFFFFFFF"', f"1: {TOO_LARGE}"),
        ("# \n%YAML " + "9" * 5000 + ".1\n--- a", f"2: {TOO_LARGE}"),
        ("a: *b", "1: there is no anchor `b`: put text that begins with `*` in quotes"),
        ("a: *bold* text", "1: text that begins with `*` or `&` must be in quotes"),
        ("a: &x 1\nb: &x 2", "2: this anchor (`&`) was given to something else already"),
        ("teams: {}\n---\nrules: []", "2: a second document begins here (`---`): a configuration file is only one"),
        ("a: 1\nb: x\0y", "2: a character stands here that no text has (U+0000): take it out"),
        ("a: 1\nb: \ud800", "2: a character stands here that no text has (U+D800): take it out"),
        ("[" * 100_000, f"1: {TOO_DEEP}"),
        ("- " * 100_000, f"1: {TOO_DEEP}"),
        ("{a: " * 100_000, f"1: {TOO_DEEP}"),
        ("a: &a\n - *a", "1: what begins here contains an alias (`*`) of itself"),
        ("a: &a {<<: *a}", "1: what begins here contains an alias (`*`) of itself"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_plain_line(mistakes, text, told):
    assert mistakes(text) == [told]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!binary", "!!set", "!secret"])
def test_tags_mean_nothing_here(mistakes, tag):
    body = "{}" if tag == "!!set" else "x"

    assert mistakes(f"workspace: {tag} {body}")[0] == (
        f"1: the YAML tag `{tag}` means nothing here: leave it out, or put the text in quotes"
    )


def test_a_part_that_was_written_once_may_be_used_again(loaded):
    file = loaded("""
        teams:
          sales: &defaults
            channel: C02SALES
            teammates: &everyone [U01ALICE, U02BOB]
            waiting_burst: 7
          vip:
            <<: *defaults
            channel: C03VIP
          support: {channel: C04SUPPORT, teammates: *everyone}
          billing: {<<: [{method: manual}, *defaults]}
        managers: *everyone
    """).configuration

    assert [(team.channel, team.method.value, team.waiting_burst, len(team.teammates)) for team in file.teams] == [
        ("C02SALES", "round_robin", 7, 2),
        ("C03VIP", "round_robin", 7, 2),
        ("C04SUPPORT", "round_robin", 5, 2),
        ("C02SALES", "manual", 7, 2),
    ]
    assert file.managers == ("U01ALICE", "U02BOB")


def test_a_mistake_in_a_part_that_is_used_again_is_told_where_it_stands(mistakes):
    told = mistakes("""
        teams:
          sales: &sales
            channel: C02SALES
            teammate: []
          vip: *sales
          support: {<<: no}
    """)

    assert told == [
        "5: unknown key `teammate` in team `sales`; did you mean `teammates`?",
        "5: unknown key `teammate` in team `vip`; did you mean `teammates`?",
        "7: `<<` takes in a mapping, or a list of mappings (like `<<: *name`)",
        "7: team `support` has no `channel`",
    ]


@pytest.mark.parametrize(
    "bomb",
    [
        "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 100)),
        "a0: &a0 {k: 1}\n" + "".join(f"a{at}: &a{at} {{<<: *a{at - 1}, k{at}: 1}}\n" for at in range(1, 1_000)),
        f"a0: &a0 [{'x, ' * 1_000}]\nb:\n" + "  - *a0\n" * 200,
    ],
    ids=["billion laughs", "chain of merges", "one alias, many times"],
)
def test_aliases_that_multiply_are_refused(mistakes, bomb):
    (told,) = mistakes(bomb)

    assert told.endswith(": the aliases (`*`) of what begins here repeat too much: write less of it")


def test_lines_are_counted_as_an_editor_counts_them(mistakes):
    assert mistakes('foo: "pasted \u2028 \x85 text"\r\n# \r\nbar: 1\r\n') == [
        f"1: unknown key `foo`; {UNKNOWN}",
        f"3: unknown key `bar`; {UNKNOWN}",
    ]


@pytest.mark.parametrize(
    "value", ["9" * 900_000, "0x" + "f" * 900_000, "1" + ":1" * 400_000, "1e" + "9" * 900_000, "1." + "0" * 900_000]
)
def test_enormous_numbers_are_quickly_seen_through(mistakes, value):
    assert mistakes(f"foo: {value}") == [f"1: unknown key `foo`; {UNKNOWN}"]


def test_ten_thousand_teammates_load_quickly():
    text = "teams:\n  sales:\n    channel: C02SALES\n    teammates:\n"
    text += "".join(f"      - U{at:09d}\n" for at in range(10_000))
    start = time.perf_counter()

    file = load(text, "f").configuration

    assert len(file.teams[0].teammates) == 10_000
    assert time.perf_counter() - start < 3  # about half a second; the rest is for a busy machine


def told_of(path):
    with pytest.raises(ConfigurationFileError) as caught:
        load_file(path)
    return str(caught.value)


def test_a_file_is_loaded_from_disk_whatever_its_line_ends_and_byte_order_mark(tmp_path, contract_block):
    path = tmp_path / "leadwheel.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + contract_block.replace("\n", "\r\n").encode())

    assert load_file(path).configuration == load(contract_block, "f").configuration
    assert load_file(path).filename == str(path)


def test_a_file_that_cannot_be_read_is_told_in_one_line(tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_bytes(b"teams: {}\n# caf\xe9\n")
    utf16 = tmp_path / "utf16.yaml"
    utf16.write_bytes("teams: {}\n".encode("utf-16"))

    assert told_of(tmp_path / "no.yaml") == f"{tmp_path}/no.yaml: there is no such file"
    assert told_of(tmp_path) == f"{tmp_path}: this is a directory, not a file"
    assert told_of(wrong / "more.yaml") == f"{wrong}/more.yaml: the file can't be read: Not a directory"
    assert told_of(wrong) == f"{wrong}:2: this isn't UTF-8 text: save the file as UTF-8"
    assert told_of(utf16) == f"{utf16}:1: this isn't UTF-8 text: save the file as UTF-8"
    assert told_of(tmp_path / "a\0b").endswith(": no file can have this name")


def test_a_file_that_one_may_not_read_is_told(tmp_path, monkeypatch):
    path = tmp_path / "secret.yaml"
    path.touch()
    monkeypatch.setattr(type(path), "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "no")))

    assert told_of(path) == f"{path}: this user isn't allowed to read the file"


def test_a_file_of_more_than_a_mebibyte_is_refused(tmp_path, mistakes):
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * (1024 * 1024))

    assert load_file(path).references == ()
    path.write_bytes(b"#" * (1024 * 1024 + 1))
    assert told_of(path) == f"{path}: the file is bigger than 1 MiB"
    assert mistakes("#" + "é" * (1024 * 512)) == ["the file is bigger than 1 MiB"]

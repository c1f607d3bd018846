"""Starting the program: what goes wrong is one line that says what to do, and a non-zero exit."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from alphagex_logs.cli import VERBS, main
from alphagex_logs.cli.serve import free
from alphagex_logs.cli.terminal import Progress
from alphagex_logs.errors import SettingsError
from alphagex_logs.settings import load

ROOT = Path(__file__).parents[2]


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("ALPHAGEX_")}
    command = [sys.executable, "-m", "alphagex_logs", *arguments]
    environment = {"PYTHONPATH": str(ROOT), "ALPHAGEX_DATA_DIR": str(cwd / "data"), **environment}
    return subprocess.run(command, cwd=cwd, env=kept | environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_command_ends_quietly_when_nobody_reads_on(tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    kept = os.environ | {"DATABASE_URL": AWAY, "PYTHONPATH": str(ROOT)}
    result = subprocess.run([sys.executable, "-m", "alphagex_logs", "url"], env=kept, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writer)
    assert (result.returncode, result.stderr) == (141, b"")  # what `yes | head` ends with


def unused() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free_now:
        return int(free_now.getsockname()[1])


def lines(result: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in result.stderr.splitlines() if line.strip()]


def test_a_busy_port_is_named_with_the_way_out(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port), cwd=tmp_path)
    assert result.returncode == 2
    assert len(lines(result)) == 1
    assert f"Port {port}" in result.stderr
    assert "ALPHAGEX_PORT" in result.stderr


def test_an_address_that_is_not_ours_is_not_blamed_on_the_port():
    with pytest.raises(SettingsError, match=r"8501 on 192\.0\.2\.1 cannot be used .* Choose another address with ALPHAGEX_ADDRESS or --address\."):
        free("192.0.2.1", 8501)  # an address for documentation, which no machine has


AWAY = "postgresql://bot:hunter2@127.0.0.1:1/trading"


def test_a_database_that_is_away_is_named_without_its_password(tmp_path):
    result = run("serve", "--port", str(unused()), cwd=tmp_path, DATABASE_URL=AWAY)
    assert (result.returncode, result.stdout) == (3, "")
    assert len(lines(result)) == 1
    assert "127.0.0.1:1" in result.stderr
    assert "hunter2" not in result.stderr


@pytest.mark.parametrize("verb", ["migrate", "sync", "replay", "dead-letters"])
def test_every_verb_names_a_database_that_is_away(tmp_path, monkeypatch, capfd, verb):
    monkeypatch.setenv("DATABASE_URL", AWAY)
    monkeypatch.setenv("ALPHAGEX_DATA_DIR", str(tmp_path))
    assert main([verb]) == 3
    out, err = capfd.readouterr()
    assert len(err.splitlines()) == 1
    assert "127.0.0.1:1, database 'trading', does not answer" in err
    assert "hunter2" not in out + err


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    result = run("serve", "--port", str(unused()), cwd=tmp_path, ALPHAGEX_DATA_DIR=str(tmp_path / "file"))
    assert result.returncode == 2
    assert len(lines(result)) == 1
    assert "ALPHAGEX_DATA_DIR" in result.stderr


@pytest.mark.parametrize("text", ["eighty", "8501.7", "0", "-1", "65536", "9" * 5000])
def test_a_port_that_is_none_is_named(text):
    with pytest.raises(SettingsError, match="ALPHAGEX_PORT must be a whole number from 1 to 65535"):
        load({"ALPHAGEX_PORT": text})


def test_a_port_that_is_none_ends_the_command(tmp_path):
    for result in (run("url", cwd=tmp_path, ALPHAGEX_PORT="eighty"), run("serve", "--port=0", cwd=tmp_path)):
        assert result.returncode == 2
        assert "must be a whole number from 1 to 65535" in result.stderr


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["serve", "--port", "99999"], "--port must be a whole number from 1 to 65535"),
        (["archive", "--before", "yesterday"], "'yesterday' is no day such as 2018-12-31"),
        (["audit", "--now", "noon"], "'noon' is no moment such as 2018-12-31"),
        (["export", "events", "--output", "x.csv"], "[--out FILE]"),
        (["export", "events", "--format", "xlsx"], "(choose from 'csv', 'json', 'ndjson', 'parquet')"),
    ],
)
def test_a_wrong_option_is_refused_in_words(monkeypatch, capsys, call, told):
    monkeypatch.setenv("DATABASE_URL", AWAY)
    with pytest.raises(SystemExit) as left:
        raise SystemExit(main(call))
    assert left.value.code == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("call", [["export", "gex_change_log", "--since", "yesterday"], ["ask", "log_count", "--table", "trades"], ["ask", "no_such_question"]])
def test_what_cannot_be_asked_is_refused_before_the_database_is_read(monkeypatch, tmp_path, capfd, call):
    monkeypatch.setenv("DATABASE_URL", AWAY)
    monkeypatch.setenv("ALPHAGEX_DATA_DIR", str(tmp_path))
    assert main(call) == 1
    assert "127.0.0.1:1" not in capfd.readouterr().err


def test_a_task_has_one_line_of_progress_whatever_its_steps_are_called(capsys):
    bar = Progress()
    for done, total, label in [(0, 2, "schema"), (2, 2, "indexes"), (0, 3, "2014"), (1, 3, "2015"), (3, 3, "complete"), (0, 3, "events"), (3, 3, "events")]:
        bar(done, total, label)
    bar.close()
    lines = [line.split("\r")[-1] for line in capsys.readouterr().err.split("\n")[:-1]]
    assert [line.split("|")[0] for line in lines] == ["indexes: 100%", "complete: 100%", "events: 100%"]


def test_help_is_printed(tmp_path):
    result = run("serve", "--help", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert "--port" in result.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb, capsys):
    with pytest.raises(SystemExit) as left:
        main([verb, "--help"])
    assert left.value.code == 0
    assert f"alphagex-logs {verb}" in capsys.readouterr().out


def test_an_unknown_verb_is_refused(tmp_path):
    assert run("fly", cwd=tmp_path).returncode == 2


def test_the_url_of_the_database_in_use(tmp_path):
    result = run("url", cwd=tmp_path, DATABASE_URL="postgresql://bot@db.example/trading")
    assert (result.returncode, result.stdout) == (0, "postgresql://bot@db.example/trading\n")

"""Python's own logging into spx_debug_logs: every line lands, nothing reaches the bot."""

from __future__ import annotations

import logging
import logging.handlers
import queue
import threading
import uuid

import numpy as np
import pytest

from alphagex_logs.writers import DebugCategory, DebugSource, SpxDebugHandler, log_debug
from alphagex_logs.writers.debug import legible
from alphagex_logs.writers.testing import RecordingSink


class NoisySink(RecordingSink):
    """Logs while it accepts, as sinks and their libraries do."""

    def __init__(self, logger: str) -> None:
        super().__init__()
        self.logger = logger

    def accept(self, operations):
        logging.getLogger(self.logger).warning("accepting")
        super().accept(operations)


class BrokenSink(RecordingSink):
    def accept(self, operations):
        raise ConnectionError("the database is away")


@pytest.fixture
def logger():
    """A logger of its own, whose handlers are taken off afterwards."""
    made = logging.getLogger(f"bot.{uuid.uuid4().hex}")
    made.setLevel(logging.DEBUG)
    made.propagate = False
    yield made
    made.handlers.clear()


@pytest.fixture
def sink(logger) -> RecordingSink:
    recording = RecordingSink()
    logger.addHandler(SpxDebugHandler(recording, source=DebugSource(session_id="SPX-1"), bot="PHOENIX"))
    return recording


def row(sink) -> dict:
    return sink.rows("spx_debug_logs")[-1]


def test_a_line_lands_with_its_level_its_logger_and_its_bot(logger, sink):
    logger.info("spot is %.2f", 2351.1)
    found = row(sink)
    assert (found["message"], found["log_level"], found["category"], found["session_id"], found["bot_name"]) == (
        "spot is 2351.10",
        "INFO",
        "GENERAL",
        "SPX-1",
        "PHOENIX",
    )
    assert found["data"]["logger"] == logger.name
    assert found["data"]["file"].startswith("test_debug.py:")


@pytest.mark.parametrize(("level", "label"), [(5, "DEBUG"), (10, "DEBUG"), (25, "INFO"), (30, "WARNING"), (40, "ERROR"), (50, "ERROR")])
def test_every_level_becomes_one_of_the_four(logger, sink, level, label):
    logger.setLevel(1)
    logger.log(level, "line")
    assert row(sink)["log_level"] == label


def test_an_exception_gives_its_words_and_its_trace(logger, sink):
    try:
        raise ValueError("negative edge")
    except ValueError:
        logger.exception("sizing failed")
    found = row(sink)
    assert (found["message"], found["error_message"]) == ("sizing failed", "ValueError: negative edge")
    assert "test_an_exception_gives_its_words_and_its_trace" in found["stack_trace"]


def test_extra_fields_fill_their_columns_or_go_to_data(logger, sink):
    logger.info("kelly", extra={"category": DebugCategory.SIZING, "scan_cycle": np.int64(3), "success": True, "kelly": 0.12, "duration_ms": "fast"})
    found = row(sink)
    assert (found["category"], found["scan_cycle"], found["success"]) == ("SIZING", 3, True)
    assert (found["data"]["kelly"], found["data"]["duration_ms"]) == (0.12, "fast")


def test_an_object_that_json_cannot_hold_is_kept_as_its_repr(logger, sink):
    logger.info("odd", extra={"when": {1, 2}, "nan": float("nan")})
    assert (row(sink)["data"]["when"], row(sink)["data"]["nan"]) == ("{1, 2}", "nan")


def test_text_that_postgres_cannot_store_lands_legibly(sink):
    # Not through a logger: pytest would capture the line, and cannot send a lone surrogate from one process to another.
    SpxDebugHandler(sink).handle(logging.makeLogRecord({"name": "bot", "msg": "a\0b \ud800 c", "levelno": logging.INFO, "levelname": "INFO"}))
    assert row(sink)["message"] == "a\ufffdb \ufffd\ufffd\ufffd c"


def test_a_line_lands_whatever_its_extra_fields_hold(logger, sink):
    logger.info("line", extra={"category": "FILL\0", "session_id": "s" * 300_000, "scan_cycle": 2**31, "duration_ms": 4})
    found = row(sink)
    assert (found["category"], found["scan_cycle"], found["duration_ms"]) == ("FILL\ufffd", None, 4)
    assert found["session_id"].endswith("more bytes were cut]")
    assert found["data"]["scan_cycle"] == 2**31  # more than its column takes


def test_a_line_of_a_megabyte_lands_cut_and_says_so(logger, sink):
    logger.info("x" * 1_000_000)
    message = row(sink)["message"]
    assert len(message) <= 262_144
    assert message.endswith("more bytes were cut]")


def test_a_text_at_the_limit_is_whole():
    assert legible("x" * 262_144) == "x" * 262_144


@pytest.mark.parametrize("name", ["alphagex_logs.postgres.sink", "sqlalchemy.engine"])
def test_lines_of_the_sink_and_its_database_library_are_left_out(name):
    noisy = NoisySink(name)
    handler = SpxDebugHandler(noisy)
    handler.handle(logging.makeLogRecord({"name": name, "msg": "retrying", "levelno": 30}))
    assert noisy.rows("spx_debug_logs") == []


def test_the_thread_of_a_sink_never_waits_for_a_bot_that_is_logging():
    handler = SpxDebugHandler(RecordingSink())
    line = logging.makeLogRecord({"name": "alphagex_logs.postgres.sink", "levelno": 30, "msg": "retrying"})
    worker = threading.Thread(target=handler.handle, args=(line,), daemon=True)
    with handler.lock:
        worker.start()
        worker.join(5)
    assert not worker.is_alive()


def test_a_sink_that_logs_to_the_same_logger_does_not_recurse(logger):
    noisy = NoisySink(logger.name)
    logger.addHandler(SpxDebugHandler(noisy))
    logger.info("once")
    assert [found["message"] for found in noisy.rows("spx_debug_logs")] == ["once"]


def test_a_broken_sink_is_reported_and_never_raised_into_the_bot(logger, capsys):
    logger.addHandler(SpxDebugHandler(BrokenSink()))
    logger.info("the bot goes on")
    assert "the database is away" in capsys.readouterr().err


def test_a_line_with_the_wrong_number_of_arguments_is_reported_and_not_raised(capsys):
    sink = RecordingSink()
    SpxDebugHandler(sink).handle(logging.makeLogRecord({"name": "bot", "levelno": 20, "msg": "%d %d", "args": (1,)}))
    assert "not enough arguments" in capsys.readouterr().err
    assert sink.operations == []


def test_a_record_that_crossed_a_queue_still_has_its_trace(logger, sink):
    lines: queue.SimpleQueue = queue.SimpleQueue()
    sender = logging.getLogger(f"{logger.name}.sender")
    sender.propagate = False
    sender.addHandler(logging.handlers.QueueHandler(lines))
    try:
        raise TimeoutError("no prices")
    except TimeoutError:
        sender.exception("fetch failed")
    sender.handlers.clear()
    logger.handle(lines.get())
    assert "TimeoutError: no prices" in row(sink)["message"] + (row(sink)["stack_trace"] or "")


def test_log_debug_takes_an_error_apart():
    sink = RecordingSink()
    log_debug(sink, message="sizing failed", error=ValueError("negative edge"))
    assert (row(sink)["error_message"], row(sink)["stack_trace"]) == ("ValueError: negative edge", "ValueError: negative edge\n")

"""Journals that a test writes itself, record by record, for a shipper to find."""

from __future__ import annotations

from alphagex_logs.catalogue.model import Importance
from alphagex_logs.spool import directory
from alphagex_logs.spool.gaps import Tally
from alphagex_logs.spool.journal import Journal
from alphagex_logs.spool.policy import Policy

DEFAULTS = Policy()


def journal(root, memory, policy=DEFAULTS):
    return Journal(directory.prepare(root).resolve(), directory.stage_of(root, memory), policy, Tally())


def write(one, count, start=0, size=0):
    for number in range(start, start + count):
        one.append(f"{number}".encode().ljust(size), "t", Importance.NORMAL)


def shipped(remembered):
    return [int(payload) for payload in remembered.payloads]


def dead_writer(root, memory, count, policy=DEFAULTS, size=0):
    one = journal(root, memory, policy)
    write(one, count, size=size)
    one.close()
    return one.writer_id

"""A bot that goes on writing while its tables are adopted."""

from __future__ import annotations

import threading
import time

import psycopg2

from tests.adopt.variants import insertion, legacy_columns

PAUSE_SECONDS = 0.005


class Bot:
    """Inserts one row a transaction into a legacy table until it is told to stop, and notes how long each took; its rows have numbers from `first` on."""

    def __init__(self, url: str, table: str, first: int) -> None:
        self.waits: list[float] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(url, table, first))

    def _run(self, url: str, table: str, first: int) -> None:
        connection = psycopg2.connect(url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            columns = legacy_columns(cursor)[table]
            while not self._stop.is_set():
                number = first + len(self.waits)
                begun = time.perf_counter()
                cursor.execute(insertion(table, columns, number, number))
                self.waits.append(time.perf_counter() - begun)
                self._stop.wait(PAUSE_SECONDS)
        connection.close()

    def __enter__(self) -> Bot:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

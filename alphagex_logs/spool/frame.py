"""The frame: how one accepted record lies in a spool file, so that a torn tail is seen and damage in the middle is skipped.

`magic (4) | payload length (4) | sequence (8) | CRC-32 of the sequence and the payload (4) | payload`, big-endian.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"AGX\x01"
HEADER = struct.Struct(">4sIQI")
LARGEST_PAYLOAD = 64 << 20


@dataclass(frozen=True, slots=True)
class Frame:
    """One record as it was found: where it starts and ends in the file, and what it holds."""

    sequence: int
    payload: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes between `start` and `end` that are no frame."""

    start: int
    end: int


def encode(sequence: int, payload: bytes) -> bytes:
    """The bytes of one frame."""
    return HEADER.pack(MAGIC, len(payload), sequence, _checksum(sequence, payload)) + payload


def _checksum(sequence: int, payload: bytes) -> int:
    return zlib.crc32(payload, sequence & 0xFFFFFFFF)


def frames(content: bytes, *, offset: int = 0) -> Iterator[Frame | Damage]:
    """The frames in `content` from `offset` on; damage is skipped up to the next whole frame.

    An incomplete frame at the end is Damage up to the end: a tail that is still being written, or was torn.
    """
    position = offset
    while position < len(content):
        frame = _frame_at(content, position)
        if frame is None:
            following = _next_whole(content, position + 1)
            yield Damage(position, following)
            position = following
        else:
            yield frame
            position = frame.end


def _frame_at(content: bytes, position: int) -> Frame | None:
    body = position + HEADER.size
    if body > len(content):
        return None
    magic, length, sequence, checksum = HEADER.unpack_from(content, position)
    if magic != MAGIC or length > LARGEST_PAYLOAD or body + length > len(content):
        return None
    payload = content[body : body + length]
    return Frame(sequence, payload, position, body + length) if _checksum(sequence, payload) == checksum else None


def _next_whole(content: bytes, position: int) -> int:
    while (position := content.find(MAGIC, position)) >= 0:
        if _frame_at(content, position) is not None:
            return position
        position += 1
    return len(content)

"""The frame: how one accepted record lies in a spool file, so that a torn tail is seen and damage in the middle is skipped.

`magic (4) | payload length (4) | sequence (8) | microseconds since 1970 (8) | CRC-32 of all that and the payload (4) | payload`, big-endian.
The time says how long a record has waited; order follows from the sequence alone, so that a clock may jump.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"AGX\x01"
_HEAD = struct.Struct(">4sIQQ")
_CHECKSUM = struct.Struct(">I")
OVERHEAD = _HEAD.size + _CHECKSUM.size
LARGEST_PAYLOAD = 64 << 20


class Frame(NamedTuple):
    """One record as it was found: where it starts and ends in the file, when it was accepted, and what it holds."""

    sequence: int
    microseconds: int
    payload: bytes
    start: int
    end: int


class Damage(NamedTuple):
    """Bytes between `start` and `end` that are no frame."""

    start: int
    end: int


def encode(sequence: int, microseconds: int, payload: bytes) -> bytes:
    """The bytes of one frame."""
    head = _HEAD.pack(MAGIC, len(payload), sequence, microseconds)
    return b"".join((head, _CHECKSUM.pack(zlib.crc32(payload, zlib.crc32(head))), payload))


def frames(content: bytes) -> Iterator[Frame | Damage]:
    """The frames in `content`; damage is skipped up to the next whole frame.

    An incomplete frame at the end is Damage up to the end: a tail that is still being written, or was torn.
    """
    position = 0
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
    body = position + OVERHEAD
    if body > len(content):
        return None
    magic, length, sequence, microseconds = _HEAD.unpack_from(content, position)
    end = body + length
    if magic != MAGIC or length > LARGEST_PAYLOAD or end > len(content):
        return None
    payload = content[body:end]
    (checksum,) = _CHECKSUM.unpack_from(content, position + _HEAD.size)
    if checksum != zlib.crc32(payload, zlib.crc32(content[position : position + _HEAD.size])):
        return None
    return Frame(sequence, microseconds, payload, position, end)


def _next_whole(content: bytes, position: int) -> int:
    while (position := content.find(MAGIC, position)) >= 0:
        if _frame_at(content, position) is not None:
            return position
        position += 1
    return len(content)

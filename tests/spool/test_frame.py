"""A frame comes back whole or not at all, whatever happens to the bytes around it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alphagex_logs.spool.frame import Damage, Frame, encode, frames

payloads = st.lists(st.binary(max_size=60), min_size=1, max_size=8)


def written(parts):
    return b"".join(encode(number, 1_700_000_000_000_000 + number, part) for number, part in enumerate(parts, 1))


@given(payloads)
def test_what_was_written_is_read(parts):
    found = list(frames(written(parts)))
    assert [(frame.sequence, frame.payload) for frame in found] == list(enumerate(parts, 1))
    assert found[0].microseconds == 1_700_000_000_000_001


@given(payloads, st.data())
def test_a_file_cut_anywhere_gives_its_whole_frames_and_says_where_the_torn_one_begins(parts, data):
    content = written(parts)
    cut = data.draw(st.integers(0, len(content) - 1))
    ends = [frame.end for frame in frames(content)]
    *whole, last = [*frames(content[:cut]), None]
    torn = [piece for piece in whole if isinstance(piece, Damage)]
    assert last is None
    assert [piece.end for piece in whole if isinstance(piece, Frame)] == [end for end in ends if end <= cut]
    assert torn == ([] if cut in (0, *ends) else [Damage(max([0, *(end for end in ends if end <= cut)]), cut)])


@given(payloads, st.data())
def test_a_flipped_bit_costs_one_frame(parts, data):
    content = bytearray(written(parts))
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    kept = [frame.sequence for frame in frames(bytes(content)) if isinstance(frame, Frame)]
    hit = next(frame.sequence for frame in frames(written(parts)) if frame.start <= bit // 8 < frame.end)
    assert kept == [number for number in range(1, len(parts) + 1) if number != hit]


def test_a_frame_whose_payload_holds_a_frame_is_one_frame():
    inner = encode(7, 0, b"inner")
    assert [frame.payload for frame in frames(encode(1, 0, inner))] == [inner]


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(content):
    pieces = list(frames(content))
    assert [piece.start for piece in pieces] == [0, *(piece.end for piece in pieces)][: len(pieces)]
    assert (pieces[-1].end if pieces else 0) == len(content)

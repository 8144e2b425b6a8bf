"""Frames of native messaging: four bytes of length in the machine's own order, then that many bytes.

Source: "Native messaging protocol" in Chrome's and in Firefox's documentation for extensions. Knows nothing of JSON.
"""

import sys

# A name that type checkers take for typing.TYPE_CHECKING; importing typing costs the host a fifth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Source(Protocol):
        """Where frames come from; like a raw file it may give fewer bytes than asked, and none at the end."""

        def read(self, size: int, /) -> bytes | None:
            """Give at most `size` bytes."""
            ...

    class Sink(Protocol):
        """Where frames go; like a raw file it may take fewer bytes than given, and says how many."""

        def write(self, data: bytes, /) -> int | None:
            """Take some of `data`."""
            ...


CAP = 1 << 20
"""Bytes of JSON in one frame, both ways. Browsers refuse a longer answer; no request of ours comes near it."""

SKIPPABLE = 64 << 20
"""Bytes that are still read past. No browser sends longer frames than this; beyond, the length itself is noise."""

_HEAD = 4
_PIECE = 1 << 16


class FrameTooLong(Exception):
    """A frame of `length` bytes, over CAP; none of them has been read or written."""

    def __init__(self, length: int) -> None:
        super().__init__(f"{length} bytes, at most {CAP} fit")
        self.length = length


def read_frame(source: "Source") -> bytes | None:
    """Give what the next frame holds; None at the end, also where the end cuts a frame: nobody waits for its answer.

    Raises:
        FrameTooLong: the frame is over CAP; `skip` leads to the next one.
    """
    head = _read_exactly(source, _HEAD)
    if head is None:
        return None
    length = int.from_bytes(head, sys.byteorder)
    if length > CAP:
        raise FrameTooLong(length)
    return _read_exactly(source, length)


def _read_exactly(source: "Source", size: int) -> bytes | None:
    pieces = bytearray()
    while len(pieces) < size:
        piece = source.read(size - len(pieces))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)


def skip(source: "Source", length: int) -> bool:
    """Read past a refused frame, a piece at a time; False where the source ended or `length` is over SKIPPABLE."""
    if length > SKIPPABLE:
        return False
    while length:
        piece = source.read(min(length, _PIECE))
        if not piece:
            return False
        length -= len(piece)
    return True


def write_frame(sink: "Sink", payload: bytes) -> None:
    """Send one frame, whole.

    Raises:
        FrameTooLong: the browser would close the port over it.
        OSError: nobody takes it any more.
    """
    if len(payload) > CAP:
        raise FrameTooLong(len(payload))
    left = memoryview(len(payload).to_bytes(_HEAD, sys.byteorder) + payload)
    while left:
        taken = sink.write(bytes(left))
        if not taken:
            raise BrokenPipeError("the reader takes nothing")
        left = left[taken:]

"""The host's loop: one answer for every request, also for a broken one, until the browser lets go."""

import sys

from desktop.bridge.framing import FrameTooLong, read_frame, skip, write_frame
from desktop.bridge.messages import (
    Errand,
    Hello,
    Lookup,
    Refused,
    greeting,
    id_of,
    lookup_answer,
    pack,
    pack_refusal,
    request_of,
    unpack,
)

TYPE_CHECKING = False  # see framing
if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.bridge.framing import Sink, Source


def serve(source: "Source", sink: "Sink", folder: str, *, allowed: bool = True) -> None:
    """Answer requests about the library in `folder`, in order, until `source` ends or `sink` takes no more.

    Who is not `allowed` gets a refusal for each.
    """
    going = True
    while going:
        try:
            payload = read_frame(source)
        except FrameTooLong as refused:
            answer = pack_refusal(None, Refused("frame_too_long", length=refused.length))
            # Answered before the rest is read past: a browser that is still writing must not meet a closed pipe first.
            going = _send(sink, answer) and skip(source, refused.length)
        else:
            going = payload is not None and _send(sink, answer_to(payload, folder, allowed=allowed))


def _send(sink: "Sink", answer: bytes) -> bool:
    """Say whether somebody was there to take the answer."""
    try:
        write_frame(sink, answer)
    except OSError:
        return False
    return True


def answer_to(payload: bytes, folder: str, *, allowed: bool = True) -> bytes:
    """Give the answer to one request; whatever goes wrong is an answer too, and what is our fault is logged."""
    number: str | None = None
    try:
        message = unpack(payload)
        number = id_of(message)
        _refuse_strangers(allowed=allowed)
        return pack(number, _carry_out(request_of(message), folder))
    except Refused as refused:
        return pack_refusal(number, refused)
    except Exception:  # noqa: BLE001  the outer edge: the browser must not wait for ever
        _log_fault()
        return pack_refusal(number, Refused("internal"))


def _refuse_strangers(*, allowed: bool) -> None:
    if not allowed:
        raise Refused("not_allowed")


def _log_fault() -> None:
    import traceback

    traceback.print_exc(file=sys.stderr)


def _carry_out(request: Hello | Lookup | Errand, folder: str) -> "Mapping[str, object]":
    match request:
        case Hello():
            return greeting()
        case Lookup():
            return _look_up(request, folder)
        case Errand():
            # Here and not above: these bring along most of the library's rooms.
            from desktop.bridge.errands import carry_out

            return carry_out(request, folder)


def _look_up(request: Lookup, folder: str) -> dict[str, object]:
    # Here and not above: a hello needs no SQLite.
    from storage import doorstep

    asked = [doorstep.names_of(url) for url in request.urls]
    asked += [[doorstep.normalised(scheme, value)] for scheme, value in request.ids]
    try:
        # Opened anew each time: a port can live for hours, and the file may be moved or restored meanwhile.
        db = doorstep.open_library(folder)
        try:
            known = doorstep.lookup(db, [name for names in asked for name in names])
        finally:
            db.close()
    except doorstep.Shut as shut:
        raise Refused(f"library_{shut.why}", **shut.values) from shut
    return lookup_answer(asked, known)

"""What the host and the extension are called, and who may speak to the host: the browser checks it, and so do we."""

TYPE_CHECKING = False  # see framing
if TYPE_CHECKING:
    from collections.abc import Sequence

HOST = "io.github.papertray"
"""The host's name in the browsers' manifests."""

CHROMIUM_IDS = ("lbajophnennfmmplbpkbeokkdiaefmpl",)
"""The extension in browsers of Chromium's family; its manifest's "key" makes it so."""

FIREFOX_ID = "papertray@papertray.github.io"


def origins() -> tuple[str, ...]:
    """Give the extension's origins, as Chromium's manifests and its first argument have them."""
    return tuple(f"chrome-extension://{number}/" for number in CHROMIUM_IDS)


def is_allowed(words: "Sequence[str]") -> bool:
    """Say whether the arguments come from our extension; also where there are none, as when started by hand.

    Chromium gives the extension's origin, Firefox the manifest's path and the add-on's id.
    """
    callers = [word for word in words if "://" in word or ("@" in word and "/" not in word and "=" not in word)]
    known = {*origins(), FIREFOX_ID}
    if not callers:
        # An add-on's id may also be a number in braces: then Firefox's manifest stands before it.
        return not any(word.endswith("}") for word in words)
    return all(word in known for word in callers)

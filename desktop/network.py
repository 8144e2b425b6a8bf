"""What the system says about the network: a hint to try again, and whether data costs money; never a gate."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QNetworkInformation


class Network(QObject):
    """Tells `returned` when the network has come back, and `metered_changed` when what it costs has changed."""

    returned = Signal()
    metered_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.metered = False
        self._online = True

    def begin(self) -> None:
        """Listen from now on; nothing happens on a system that does not tell."""
        from PySide6.QtNetwork import QNetworkInformation

        if not QNetworkInformation.loadDefaultBackend():
            return
        there = QNetworkInformation.instance()
        self.take_reachability(there.reachability())
        self.take_metered(there.isMetered())
        there.reachabilityChanged.connect(self.take_reachability)
        there.isMeteredChanged.connect(self.take_metered)

    def take_reachability(self, reachability: "QNetworkInformation.Reachability") -> None:
        """Hear how far the network reaches; what the system does not know counts as online."""
        online = reachability.name in {"Online", "Unknown"}
        came, self._online = online and not self._online, online
        if came:
            self.returned.emit()

    def take_metered(self, metered: bool) -> None:  # noqa: FBT001  a signal's argument
        """Hear whether data costs money."""
        if metered != self.metered:
            self.metered = metered
            self.metered_changed.emit(metered)

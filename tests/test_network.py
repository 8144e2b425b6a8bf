"""What the system says about the network, as hints."""

import pytest
from PySide6.QtNetwork import QNetworkInformation
from pytestqt.qtbot import QtBot

from desktop.network import Network

Reach = QNetworkInformation.Reachability


@pytest.fixture
def network(qapp: object) -> Network:
    return Network()


def test_a_network_that_comes_back_is_told_once(qtbot: QtBot, network: Network) -> None:
    network.take_reachability(Reach.Disconnected)
    network.take_reachability(Reach.Local)
    with qtbot.waitSignal(network.returned):
        network.take_reachability(Reach.Online)
    with qtbot.assertNotEmitted(network.returned):
        network.take_reachability(Reach.Online)


def test_what_was_never_away_does_not_return(qtbot: QtBot, network: Network) -> None:
    with qtbot.assertNotEmitted(network.returned):
        network.take_reachability(Reach.Unknown)
        network.take_reachability(Reach.Online)


def test_what_data_costs_is_told_when_it_changes(qtbot: QtBot, network: Network) -> None:
    with qtbot.waitSignal(network.metered_changed):
        network.take_metered(True)
    with qtbot.assertNotEmitted(network.metered_changed):
        network.take_metered(True)
    assert network.metered
    network.take_metered(False)
    assert not network.metered


def test_it_can_be_begun_wherever_it_runs(network: Network) -> None:
    network.begin()
    assert network.metered in {True, False}

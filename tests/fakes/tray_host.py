"""A tray by the StatusNotifier protocol on a private bus: notes every item that registers, and shows none.

Run with the path of a file; it appears when the host is ready and gets a line for each item.
"""

import sys
from pathlib import Path

# jeepney has no types.
from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from jeepney.low_level import Message

NAME = "org.kde.StatusNotifierWatcher"
WATCHER = DBusAddress("/StatusNotifierWatcher", NAME, NAME)


def main(notes: Path) -> None:
    bus = open_dbus_connection()
    bus.send_and_get_reply(message_bus.RequestName(NAME))
    items: list[str] = []
    notes.touch()
    while True:
        message = bus.receive()
        if message.header.message_type is not MessageType.method_call:
            continue
        asked = message.header.fields.get(HeaderFields.member)
        if asked == "RegisterStatusNotifierItem":
            items.append(message.body[0])
            with notes.open("a", encoding="utf-8") as file:
                file.write(f"{message.body[0]}\n")
            bus.send(new_method_return(message))
            bus.send(new_signal(WATCHER, "StatusNotifierItemRegistered", "s", (message.body[0],)))
        else:
            bus.send(answer(message, asked, items))


def answer(message: Message, asked: object, items: list[str]) -> Message:
    if asked == "RegisterStatusNotifierHost":
        return new_method_return(message)
    values = {
        "IsStatusNotifierHostRegistered": ("b", True),
        "ProtocolVersion": ("i", 0),
        "RegisteredStatusNotifierItems": ("as", items),
    }
    if asked == "Get" and message.body[1] in values:
        return new_method_return(message, "v", (values[message.body[1]],))
    if asked == "GetAll":
        return new_method_return(message, "a{sv}", (values,))
    return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

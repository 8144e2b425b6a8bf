"""The worker that parses, but a body that says "crash the worker" ends it."""

import io
import os
import sys
from typing import BinaryIO

from desktop.feeds.worker import serve


class Touchy(io.BufferedReader):
    """Standard input as the worker reads it."""

    def read(self, size: int | None = -1, /) -> bytes:
        body = super().read(size)
        if b"crash the worker" in body:
            os._exit(3)
        return body


def main() -> None:
    questions: BinaryIO = Touchy(io.FileIO(0, closefd=False))
    serve(questions, sys.stdout.buffer)


if __name__ == "__main__":
    main()

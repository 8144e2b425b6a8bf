"""The program `papertray`; also `python -m desktop`."""

import sys


def main() -> int:
    """Run the command line and give the exit status."""
    from desktop.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

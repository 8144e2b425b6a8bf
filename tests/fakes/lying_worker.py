"""A worker that a hostile body has taken over: answers what the question's url says, or ends."""

import json
import sys

if __name__ == "__main__":
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := sys.stdin.buffer.readline():
        question = json.loads(line)
        sys.stdin.buffer.read(question["length"])
        if question["url"].startswith("exit "):
            sys.exit(int(question["url"].removeprefix("exit ")))
        sys.stdout.write(question["url"])
        sys.stdout.flush()

"""`python -m bench.reader ADDRESS`: for each number on standard input, so many visits, and a line of their seconds."""

from __future__ import annotations

import logging
import sys
import time

import django
from django.test import Client


def main(address: str) -> None:
    client = Client(headers={"host": "localhost"})
    client.get(address)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            response = client.get(address)
            times.append(time.perf_counter() - start)
            if response.status_code != 200:
                raise SystemExit(f"{address} answered {response.status_code}")
        print(*times, flush=True)


if __name__ == "__main__":
    django.setup()
    logging.disable(logging.INFO)
    main(sys.argv[1])

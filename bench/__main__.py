"""`python -m bench`: prepares a database, runs every benchmark, prints what was measured.

Uses the database of DATABASE_URL, which must be empty, or a temporary SQLite file.
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile

import django
from django.core.management import call_command


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--rows", type=int, default=100_000, help="results in the export, reports for duplicates (default 100,000)"
    )
    parser.add_argument("--pages", type=int, default=6_000, help="posts in the wiki (default 6,000)")
    parser.add_argument("--references", type=int, default=100_000, help="references in a file (default 100,000)")
    parser.add_argument("--studies", type=int, default=200_000, help="studies at the desk (default 200,000)")
    parser.add_argument(
        "--only",
        choices=["page", "export", "wiki", "references", "duplicates", "desk", "pooling", "synthesis"],
        help="this benchmark alone",
    )
    parser.add_argument("--findings", type=int, default=100_000, help="findings beside the map (default 100,000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (default 5)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ.setdefault("LOG_FORMAT", "plain")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        # Models can be imported only after Django is set up.
        from bench import desk, duplicates, export, importing, page, pooling, synthesis, wiki  # noqa: PLC0415

        logging.disable(logging.INFO)

        call_command("migrate", verbosity=0)
        if arguments.only in {None, "pooling"}:
            pooling.run(rounds=arguments.rounds)
        # The first, since it empties the tables that it fills.
        if arguments.only in {None, "references"}:
            importing.run(records=arguments.references)
        if arguments.only in {None, "wiki"}:
            wiki.run(pages=arguments.pages, rounds=arguments.rounds)
        if arguments.only in {None, "duplicates"}:
            duplicates.run(rows=arguments.rows)
        if arguments.only in {None, "desk"}:
            desk.run(studies=arguments.studies, rounds=arguments.rounds)
        if arguments.only in {None, "page"}:
            page.run(rounds=arguments.rounds)
        if arguments.only in {None, "synthesis"}:
            synthesis.run(rounds=arguments.rounds, findings=arguments.findings)
        if arguments.only in {None, "export"}:
            export.run(rows=arguments.rows, rounds=arguments.rounds)


if __name__ == "__main__":
    main()

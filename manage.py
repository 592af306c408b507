#!/usr/bin/env python
"""Django's command line for Tracewell."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.environment import Refused

    try:
        execute_from_command_line(sys.argv)
    except Refused as refusal:
        sys.exit(f"Tracewell does not start: {refusal}")


if __name__ == "__main__":
    main()

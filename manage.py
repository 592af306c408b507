#!/usr/bin/env python
"""Django's command line for Tracewell."""

import os
import signal
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.environment import Refused

    try:
        try:
            execute_from_command_line(sys.argv)
        finally:
            sys.stdout.flush()
    except Refused as refusal:
        sys.exit(f"Tracewell does not start: {refusal}")
    except KeyboardInterrupt:
        print("Interrupted. What was saved before stays; run the command again to go on.", file=sys.stderr)
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        # Whoever read the output is gone, as `head` is; at its end Python would try to write the rest once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)


if __name__ == "__main__":
    main()

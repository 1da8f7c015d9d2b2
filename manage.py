#!/usr/bin/env python3
"""Run a management command, with the database and the broker already there."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam_crm.settings")
    from kam_crm import embedded

    embedded.ensure(sys.argv)
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        raise SystemExit(f"The database does not answer as it should: {str(error).splitlines()[0]}") from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()

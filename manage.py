#!/usr/bin/env python3
"""Run a management command, with the database and the broker already there."""

import os
import sys

# What prepares a new embedded database itself; before every other command it is prepared by us.
PREPARES = {"migrate", "up", "makemigrations"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam_crm.settings")
    from kam_crm import embedded

    ours = embedded.ensure(sys.argv)
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        if ours and sys.argv[1] not in PREPARES:
            embedded.prepare(lambda: execute_from_command_line([sys.argv[0], "migrate", "--verbosity", "0"]))
        execute_from_command_line(sys.argv)
    except ProgrammingError as error:
        if "does not exist" not in str(error):
            raise
        raise SystemExit("The database is not prepared for this version; run: manage.py migrate") from None
    except OperationalError as error:
        raise SystemExit(f"The database does not answer as it should: {str(error).splitlines()[0]}") from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()

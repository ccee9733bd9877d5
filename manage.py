#!/usr/bin/env python
"""Run a management command of Feedback Desk: ``python manage.py help`` lists them."""

import os
import sys

MISSING_DJANGO = """\
Django isn't installed in {python}.
Run bin/up once: it makes .venv with everything needed. Then use .venv/bin/python manage.py ...
"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_desk.settings")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError as missing:
        if missing.name != "django":
            raise
        sys.exit(MISSING_DJANGO.format(python=sys.executable))
    from feedback_desk.env import SettingsError

    try:
        execute_from_command_line(sys.argv)
    except SettingsError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()

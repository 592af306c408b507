"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from config import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
environment.read_file()
# A reader does not wait longer than this for one statement; commands have no such limit.
os.environ["STATEMENT_TIMEOUT"] = environment.text("STATEMENT_TIMEOUT", "5")
application = get_wsgi_application()

"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A reader does not wait longer than this for one statement; commands have no such limit.
os.environ.setdefault("STATEMENT_TIMEOUT", "5")
application = get_wsgi_application()

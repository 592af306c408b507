"""How gunicorn serves; PORT, WEB_CONCURRENCY and FORWARDED_ALLOW_IPS are its own variables (.env.example)."""

wsgi_app = "config.wsgi"
worker_class = "gthread"
threads = 4
# Longer than the longest statement (config/wsgi.py) and any page; a stopped server finishes what it began.
timeout = 60
graceful_timeout = 30
control_socket_disable = True
# Its own messages are events like any other; config.requests writes the line for each request.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"handlers": [], "propagate": True},
        "gunicorn.access": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}

"""Settings: the only reader of the environment, each value with a default for a laptop (.env.example lists them)."""

from pathlib import Path
from typing import Any

from config import environment
from config.release import fingerprint

BASE_DIR = Path(__file__).resolve().parent.parent
environment.read_file()

# Who may come, and whether this is a laptop: where every name means this computer there is no TLS to insist on.
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS", [])
LOCAL = all(environment.is_local(host) for host in ALLOWED_HOSTS)

DEBUG = environment.boolean("DEBUG", default=False)
LAPTOP_KEY = "for-this-computer-only-" + "0" * 40
SECRET_KEY = environment.text("SECRET_KEY", LAPTOP_KEY)
SECURITY_CONTACT = environment.text("SECURITY_CONTACT", f"mailto:security@{ALLOWED_HOSTS[0].lstrip('.')}")

INSTALLED_APPS = [
    "config.apps.HouseConfig",
    "config.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "taggit",
    "evidence",
    "wiki",
]
# The outermost first: whatever answers, its answer carries the protecting headers.
MIDDLEWARE = [
    "config.security.protecting_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.health.answer_probes",
    "config.requests.log_requests",
    "config.requests.sign_changes",
    "config.requests.refuse_garbled",
    "config.requests.refuse_huge",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.login.sessions.bound_sessions",
    "wiki.middleware.numbered_pages",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Databases
database = environment.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}")
on_sqlite = database["ENGINE"] == "django.db.backends.sqlite3"
# Web processes bound a statement (config/wsgi.py); an import or a migration takes the time it needs.
statement_timeout = environment.seconds("STATEMENT_TIMEOUT", 0)
if on_sqlite:
    (BASE_DIR / "var").mkdir(exist_ok=True)
    database["OPTIONS"] = {
        # A writer waits for its turn at the start instead of failing half way; readers never wait.
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    database["CONN_MAX_AGE"] = 600
    database["CONN_HEALTH_CHECKS"] = True
    limits = f"statement_timeout={statement_timeout}s lock_timeout=2s idle_in_transaction_session_timeout=30s"
    # A row of evidence joins thirteen tables. Trying every order of eight of them took 130 ms for a page of 20 rows,
    # in the order as written with four tried it took 12 ms; compiling the query cost more than it saved.
    limits += " join_collapse_limit=4 jit=off"
    database.setdefault("OPTIONS", {}).update(
        connect_timeout=5, options=" ".join(f"-c {limit}" for limit in limits.split())
    )
DATABASES = {"default": database}

# Readers' pages, remembered in each process by the state of the data (evidence/views/remembered.py).
PAGES_REMEMBERED = environment.number("PAGES_REMEMBERED", 200)
RELEASE = fingerprint(BASE_DIR)
MEMORY = "django.core.cache.backends.locmem.LocMemCache"
FORGETFUL = "django.core.cache.backends.dummy.DummyCache"
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": MEMORY},
    "pages": {
        "BACKEND": MEMORY if PAGES_REMEMBERED else FORGETFUL,
        "LOCATION": "pages",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": PAGES_REMEMBERED or 1},
    },
}

# Language and time
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

# Static files: served from where they are written on a laptop; collected, compressed and named by content elsewhere.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
COLLECTED_STATIC = environment.boolean("COLLECTED_STATIC", default=not LOCAL)
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not COLLECTED_STATIC
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Files that curators upload: outside the code, served by wiki/views/attachments.py and never by their path.
MEDIA_ROOT = environment.text("MEDIA_ROOT", str(BASE_DIR / "var" / "media"))
MAX_UPLOAD_BYTES = environment.megabytes("MAX_UPLOAD_MB", 20)
# Files of references; what is larger, or has more records than a request bears, is imported by a command.
MAX_REFERENCES_BYTES = environment.megabytes("MAX_REFERENCES_MB", 100)
MAX_REFERENCES_AT_DESK = 20_000
# A file that is somewhat too large gets its sentence in the form; a request beyond this is not read.
MAX_REQUEST_BYTES = 2 * max(MAX_UPLOAD_BYTES, MAX_REFERENCES_BYTES)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "config.uploads.BoundedUploadHandler",
]

# Where records of papers and trials are looked up, and whom these services may write to.
PUBMED_URL = environment.service("PUBMED_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils")
CROSSREF_URL = environment.service("CROSSREF_URL", "https://api.crossref.org")
CLINICALTRIALS_URL = environment.service("CLINICALTRIALS_URL", "https://clinicaltrials.gov/api/v2")
LOOKUP_CONTACT = environment.mail("LOOKUP_CONTACT")

# What browsers may do. The name is that of Django 6, which brings a middleware of its own.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "https:"],  # source pages show the pictures of their originals
    "font-src": ["'self'"],
    "connect-src": ["'self'"],  # the admin's autocomplete fields
    "form-action": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # one cookie less to protect
SESSION_COOKIE_AGE = 7 * 24 * 60 * 60  # config/login/sessions.py ends them sooner
DEVICE_COOKIE_NAME = "device"
SILENCED_SYSTEM_CHECKS: list[str] = []
if LOCAL:
    # HSTS, redirect to https and secure cookies need the TLS that a laptop does not have.
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]
else:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    DEVICE_COOKIE_NAME = "__Host-device"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    # Probes come from inside, without TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]

# Accounts: twelve letters, none of the passwords that thieves try first, and a second factor on a site for others.
VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{VALIDATION}.NumericPasswordValidator"},
]
SECOND_FACTOR_REQUIRED = environment.boolean("SECOND_FACTOR_REQUIRED", default=not LOCAL)
# How many proxies of ours stand in front, each adding the address it was asked from to X-Forwarded-For.
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 0)
# Parts of the desk that ask for the password once more.
CONFIRMED_BELOW = ("auth/", "second-factor/")

# Logs: one event, one line, on standard output.
LOG_FORMAT = environment.choice("LOG_FORMAT", "json", "plain")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}, "plain": {"()": "config.logs.PlainFormatter"}},
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": LOG_FORMAT},
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # config.requests writes a line for every request; these would repeat it.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "wiki.tag_names.names_in"
TAGGIT_STRING_FROM_TAGS = "wiki.tag_names.names_written"

if not LOCAL:
    environment.refuse(
        DEBUG, f"DEBUG is on, but ALLOWED_HOSTS names {', '.join(ALLOWED_HOSTS)}: strangers would read the settings."
    )
    environment.refuse(
        SECRET_KEY == LAPTOP_KEY,
        "SECRET_KEY is not set, and ALLOWED_HOSTS names a host that is not this computer. Make a key with: "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))'",
    )
    environment.refuse(
        on_sqlite and not environment.boolean("ALLOW_SQLITE", default=False),
        "The database is SQLite, and ALLOWED_HOSTS names a host that is not this computer. "
        "Set DATABASE_URL to a PostgreSQL database, or ALLOW_SQLITE=1 if one machine with one disk is meant.",
    )

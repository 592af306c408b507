"""What the environment makes of the settings, and which environments they refuse."""

import runpy
import subprocess
import sys
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from config.environment import Refused
from tests.config.served import ROOT, production

POSTGRES = "postgres://me:secret@db.example/tracewell"
SOUND = {"ALLOWED_HOSTS": "tracewell.example", "SECRET_KEY": "k" * 50, "DATABASE_URL": POSTGRES}


def settings_with(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    """The settings as this environment makes them; an empty value unsets."""
    names = ("ALLOWED_HOSTS", "ALLOW_SQLITE", "COLLECTED_STATIC", "DATABASE_URL", "DEBUG", "LOG_FORMAT", "SECRET_KEY")
    for name in (*names, "SECURITY_CONTACT", "STATEMENT_TIMEOUT"):
        monkeypatch.setenv(name, environment.get(name, ""))
    return runpy.run_path(str(ROOT / "config" / "settings.py"))


def test_a_laptop_needs_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch)
    assert (settings["DEBUG"], settings["LOCAL"], settings["COLLECTED_STATIC"]) == (False, True, False)
    assert settings["DATABASES"]["default"]["NAME"] == str(ROOT / "var" / "db.sqlite3")
    assert settings["SECURITY_CONTACT"] == "mailto:security@localhost"
    assert "SECURE_SSL_REDIRECT" not in settings


def test_strangers_get_tls_and_collected_files(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(
        monkeypatch, ALLOWED_HOSTS=".tracewell.example", SECRET_KEY="k" * 50, DATABASE_URL=POSTGRES
    )
    assert (settings["LOCAL"], settings["COLLECTED_STATIC"], settings["SECURE_SSL_REDIRECT"]) == (False, True, True)
    assert settings["SECURITY_CONTACT"] == "mailto:security@tracewell.example"
    assert settings["SILENCED_SYSTEM_CHECKS"] == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"DEBUG": "1"}, "DEBUG is on, but ALLOWED_HOSTS names tracewell.example: strangers would read the settings."),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set, and ALLOWED_HOSTS names a host that is not this computer."),
        ({"DATABASE_URL": ""}, "The database is SQLite, and ALLOWED_HOSTS names a host that is not this computer."),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is 'xml'; write one of json, plain."),
    ],
)
def test_what_strangers_must_not_meet_is_refused(
    monkeypatch: pytest.MonkeyPatch, fault: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        settings_with(monkeypatch, **(SOUND | fault))
    assert str(refusal.value).startswith(sentence)


def test_sqlite_for_strangers_is_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, **(SOUND | {"DATABASE_URL": "", "ALLOW_SQLITE": "1"}))
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"


def test_statements_are_bounded_where_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, DATABASE_URL=POSTGRES, STATEMENT_TIMEOUT="5")
    assert settings["DATABASES"]["default"]["OPTIONS"]["options"] == (
        "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=30s "
        "-c join_collapse_limit=4 -c jit=off"
    )


def test_the_web_bounds_statements_and_commands_do_not() -> None:
    """Asked of processes of their own, since each door sets this before the settings are read."""
    ask = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS']['options'].split()[1])"
    environment = production(POSTGRES)
    limits = [
        subprocess.run(
            [sys.executable, "-c", f"{door}; {ask}"],
            cwd=ROOT,
            env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for door in ("import config.wsgi", "import manage")
    ]
    assert limits == ["statement_timeout=5s", "statement_timeout=0s"]


def test_a_command_prints_the_refusal_and_no_traceback() -> None:
    environment = production(POSTGRES) | {"SECRET_KEY": ""}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Tracewell does not start: SECRET_KEY is not set")
    assert len(done.stderr.splitlines()) == 1


def test_check_deploy_finds_nothing_on_a_site_for_strangers() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=production(POSTGRES),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_a_site_whose_static_files_were_never_collected_is_told(settings: Any, tmp_path: Any) -> None:
    from config.apps import static_files_are_collected

    settings.COLLECTED_STATIC, settings.STATIC_ROOT = True, tmp_path
    assert [fault.id for fault in static_files_are_collected()] == ["config.E001"]
    (tmp_path / "staticfiles.json").write_text("{}")
    assert static_files_are_collected() == []


def test_static_files_collect_and_every_reference_in_them_resolves(settings: Any, tmp_path: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        # Whitenoise's own storage without the compression, which takes its time.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert list(tmp_path.glob("site.*.css"))


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such limits")
def test_postgresql_keeps_the_limits() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'), "
            "current_setting('idle_in_transaction_session_timeout')"
        )
        assert cursor.fetchone() == ("0", "2s", "30s")

"""The repository itself: what its files promise each other."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from scripts import private_postgres

ROOT = Path(__file__).resolve().parents[1]
APPLICATIONS = ("config", "evidence", "wiki")
MODULES = sorted(path for name in APPLICATIONS for path in (ROOT / name).rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PROSE = ["README.md", "DEVELOPERS.md", "SECURITY.md"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
# Read by gunicorn and by docker-compose.yml, not by the settings.
NOT_SETTINGS = {"PORT", "WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS", "POSTGRES_PASSWORD"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


# What is written down is true


def test_the_commands_in_the_prose_are_those_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = {name for page in PROSE for name in re.findall(r"\bmake ([a-z][a-z-]*)", code_of(page))}
    assert told <= targets
    assert {"demo", "test", "check", "fix", "bench", "lock", "run", "setup", "clean", "help"} <= targets


def code_of(page: str) -> str:
    """What stands in a page as code, in a block or in a line."""
    found = re.findall(r"```sh\n(.*?)```|`([^`\n]+)`", (ROOT / page).read_text(), re.DOTALL)
    return "\n".join(block or line for block, line in found)


def test_the_readme_begins_with_two_commands() -> None:
    assert re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[0] == "make demo\nmake test\n"


@pytest.mark.parametrize("prose", [*PROSE, "docs/decisions.md"])
def test_what_the_prose_points_at_exists(prose: str) -> None:
    text = (ROOT / prose).read_text()
    links = re.findall(r'\]\(([^)#:]+)\)|(?:src|srcset)="([^":]+)"', text)
    assert [link for pair in links for link in pair if link and not (ROOT / link).exists()] == []


def test_the_developers_map_is_short_and_its_places_exist() -> None:
    text = (ROOT / "DEVELOPERS.md").read_text()
    assert len(text.splitlines()) < 150
    places = re.findall(r"`((?:[a-z_.]+/)+[a-z_.]*)`", text)
    assert len(places) > 10
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_variable_is_listed_and_every_listed_one_is_read() -> None:
    readers = {"text", "words", "boolean", "choice", "number", "seconds", "megabytes", "database", "service", "mail"}
    read = {
        str(call.args[0].value)
        for path in (ROOT / "config" / "settings.py", ROOT / "config" / "wsgi.py")
        for call in calls(path)
        if called(call) in readers and call.args and isinstance(call.args[0], ast.Constant)
    }
    listed = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(read | NOT_SETTINGS)


def test_only_the_settings_read_the_environment() -> None:
    allowed = {"config/environment.py", "config/wsgi.py"}
    faults = {named(path) for path in MODULES if re.search(r"os\.(environ|getenv)", path.read_text())}
    assert faults <= allowed


# What is installed


def test_every_dependency_says_what_it_is_for() -> None:
    names = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    text = (ROOT / "pyproject.toml").read_text()
    assert [name for name in names if not re.search(rf'"{re.escape(name)}", +# \w', text)] == []


def test_few_packages_run_in_production() -> None:
    assert len(PROJECT["project"]["dependencies"]) <= 12


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_version_and_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    requirements = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(requirements) > 15
    shape = re.compile(r"[a-z0-9-]+==\S+( ; [^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+(    # via .*\n)?")
    assert [one.split()[0] for one in requirements if not shape.fullmatch(one)] == []
    assert not re.search(r"https?:|file:|index|find-links", text)


def test_the_locks_hold_what_the_project_asks_for_and_agree() -> None:
    def pins(lock: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))

    production, development = pins("requirements.lock"), pins("requirements-dev.lock")
    assert production.items() <= development.items()
    assert {bare(name) for name in PROJECT["project"]["dependencies"]} <= production.keys()
    assert {bare(name) for name in PROJECT["dependency-groups"]["dev"]} <= development.keys()
    assert production.keys().isdisjoint({"pytest", "playwright", "mypy", "bleach", "markdown2"})


def bare(requirement: str) -> str:
    return re.split(r"[\[<>=;]", requirement)[0].lower()


# What the code may not do


def test_no_module_has_a_name_that_says_nothing() -> None:
    nothing = {"utils", "helpers", "services", "core", "common", "managers", "mixins"}
    assert [named(path) for path in MODULES if path.stem in nothing or path.parent.name in nothing] == []


def test_every_module_begins_with_one_line_about_itself() -> None:
    modules = [path for path in MODULES if "migrations" not in path.parts and path.read_text()]
    first = {named(path): (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0] for path in modules}
    assert [name for name, line in first.items() if not line or "\n" in line] == []


def test_only_doing_and_the_desk_write() -> None:
    """Reader pages never write: what they are made of does not even name a method that does."""
    writing = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete", "update"}
    reading = {"views", "summaries", "exports", "templatetags", "views.py", "summaries.py", "exports.py"}
    faults = [
        f"{named(path)}:{call.lineno}: .{called(call)}()"
        for path in MODULES
        if reading & set(path.relative_to(ROOT).parts)
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and called(call) in writing
    ]
    assert faults == []


def test_a_request_never_names_a_field_or_an_order() -> None:
    """In views, no query takes keywords from a dictionary or an order from a variable."""
    queries = {"filter", "exclude", "get", "annotate", "values", "values_list", "order_by", "only", "defer"}
    faults = [
        f"{named(path)}:{call.lineno}"
        for path in MODULES
        if {"views", "views.py"} & set(path.relative_to(ROOT).parts)
        for call in calls(path)
        if called(call) in queries and any(keyword.arg is None for keyword in call.keywords)
    ]
    assert faults == []


def test_no_form_is_exempt_from_its_token() -> None:
    assert [named(path) for path in MODULES if "csrf_exempt" in path.read_text()] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_a_template_holds_no_script_and_no_style(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text, re.IGNORECASE)
    assert not re.search(r"autoescape off|csrf_exempt", text)


def test_markup_is_trusted_in_two_places() -> None:
    """A page's HTML was sanitised when it was stored, a drawing's SVG is written by us; all else is escaped."""
    assert [named(path) for path in TEMPLATES if re.search(r"\|\s*safe\b", path.read_text())] == []
    trusting = ["evidence/templatetags/forest.py", "wiki/summaries/page.py"]
    assert [named(path) for path in MODULES if "mark_safe" in path.read_text()] == trusting


def test_no_filter_that_is_slow_or_unsafe_touches_a_text() -> None:
    """Django's own for HTML and long texts have been too slow, or fooled, again and again; none is used at all."""
    names = "striptags|truncate(?:chars|words)_html|urlize(?:trunc)?|wordwrap|safeseq|json_script"
    assert [named(path) for path in TEMPLATES if re.search(rf"\|\s*(?:{names})\b", path.read_text())] == []
    refused = {"strip_tags", "strip_spaces_between_tags", "Truncator", "urlize", "wrap", "Urlizer"}
    taken = [
        f"{named(path)}: {alias.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("django.utils", "django.template"))
        for alias in node.names
        if alias.name in refused
    ]
    assert taken == []


def test_no_list_is_edited_in_place() -> None:
    """Such a form carries no version, and a forged one can make rows."""
    assert [named(path) for path in MODULES if "list_editable" in path.read_text()] == []


# What runs elsewhere


def test_the_container_runs_without_rights_and_checks_before_it_serves() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER tracewell" in lines
    assert lines.index("USER tracewell") > max(number for number, line in enumerate(lines) if line.startswith("RUN"))
    assert lines[-1] == 'CMD ["scripts/serve"]'
    serve = (ROOT / "scripts" / "serve").read_text()
    assert serve.index("check --deploy --fail-level WARNING") < serve.index("exec gunicorn")
    assert "--require-hashes" in "\n".join(lines)


def test_the_image_takes_only_what_exists() -> None:
    wanted = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert wanted
    assert [name for name in wanted if not (ROOT / name).exists()] == []


def test_compose_waits_for_health_and_holds_no_secret() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    services = yaml.safe_load(text)["services"]
    assert services.keys() == {"database", "migrate", "web"}
    assert services["web"]["depends_on"] == {
        "database": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }
    assert services["database"]["image"] == "postgres:17"
    assert f"--locale={private_postgres.LOCALE}" in services["database"]["environment"]["POSTGRES_INITDB_ARGS"]
    probe = re.search(r"HEALTHCHECK.*\n +CMD (\[.*\])", (ROOT / "Dockerfile").read_text())
    assert probe
    assert services["web"]["healthcheck"]["test"] == ["CMD", *ast.literal_eval(probe[1])]
    for secret in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        assert set(re.findall(rf"\${{{secret}(.)", text)) <= {":"}
        assert re.findall(rf"\${{{secret}:(.)", text) == ["?"] * text.count(f"${{{secret}")


def test_compose_hands_on_only_variables_that_are_listed() -> None:
    handed = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert handed <= set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_ci_leaves_nothing_out() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert "TRACEWELL_REQUIRE=postgres,browser" in script
    assert script.splitlines()[-1] == "exec make test </dev/null"


@pytest.mark.parametrize("program", ["manage.py", ".ci/run", "scripts/serve"])
def test_programs_can_be_run(program: str) -> None:
    assert os.access(ROOT / program, os.X_OK)


def test_both_licences_are_there() -> None:
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")
    assert "creativecommons.org/licenses/by/4.0/" in (ROOT / "fixtures" / "LICENSE").read_text()

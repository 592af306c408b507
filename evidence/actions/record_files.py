"""Reading of record files: Django's YAML serialisation with natural keys, each record with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db.models import Model

# The C parser is ten times as fast, where PyYAML was built with it.
SAFE_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Who entered and who checked, when, and the row's number are never a file's to say.
NOT_IN_A_FILE = (
    *("id", "pk", "created", "updated", "entered_by", "checked_by", "assessed_by"),
    *("merged_into", "title_key", "opening_key", "place_key"),
)


class FixtureError(Exception):
    """A fault in a record file; the message says file, object, field and what was expected."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One object as a file has it, and where it stands."""

    file: Path
    line: int
    model: type[Model]
    fields: dict[str, Any]

    @property
    def place(self) -> str:
        return f"{self.file}, line {self.line}"

    def fault(self, text: str, *, key: Sequence[Any] = (), field: str = "") -> FixtureError:
        """The sentence for a fault; as long as there is no natural key, what the file says must do."""
        named = [self.fields[one] for one in ("slug", "name", "number") if one in self.fields]
        listed = [part for value in self.fields.values() if isinstance(value, list) for part in value]
        name = ", ".join(str(part) for part in (key or named[:1] or listed) if part is not None)
        subject = self.model._meta.label_lower + (f" ({name})" if name else "") + (f", {field}" if field else "")
        return FixtureError(f"{self.place}: {subject}: {text}")


def read_records(paths: Sequence[Path]) -> Iterator[Record]:
    """The records of files and folders, in the order of the paths, folders by file name.

    Raises FixtureError for anything that is not a list of records.
    """
    for path in paths:
        if not path.exists():
            raise FixtureError(f"{path}: there is no such file or folder.")
        files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        if not files:
            raise FixtureError(f"{path}: expected files that end in .yaml, and found none.")
        for file in files:
            yield from _read_file(file)


def _read_file(file: Path) -> Iterator[Record]:
    try:
        loader = SAFE_LOADER(file.read_text(encoding="utf-8"))
        root = loader.get_single_node()
    except OSError as error:
        raise FixtureError(f"{file}: it cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise FixtureError(f"{file}: expected UTF-8, but byte {error.start} is none.") from error
    except yaml.YAMLError as error:
        raise _not_yaml(file, error) from error
    if not isinstance(root, yaml.SequenceNode):
        raise FixtureError(f"{file}: expected a list of records, each with “model” and “fields”.")
    for node in root.value:
        line = node.start_mark.line + 1
        _refuse_repeated_names(node, file)
        try:
            data = loader.construct_object(node, deep=True)
        except yaml.YAMLError as error:
            raise _not_yaml(file, error) from error
        except ValueError as error:  # a date such as 2013-02-30, which YAML takes for one
            raise FixtureError(f"{file}, line {line}: a value cannot be read: {error}.") from error
        yield _read_record(data, file=file, line=line)


def _not_yaml(file: Path, error: yaml.YAMLError) -> FixtureError:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    problem = error.problem if isinstance(error, yaml.MarkedYAMLError) else error
    return FixtureError(f"{file}{f', line {mark.line + 1}' if mark else ''}: this is not YAML: {problem}.")


def _refuse_repeated_names(node: yaml.Node, file: Path) -> None:
    """YAML would silently take the last of two `mean:`."""
    if isinstance(node, yaml.MappingNode):
        names = Counter(name.value for name, _ in node.value)
        for name, value in node.value:
            if names[name.value] > 1:
                line = name.start_mark.line + 1
                raise FixtureError(f"{file}, line {line}: “{name.value}” is written twice: expected it once.")
            _refuse_repeated_names(value, file)


def _read_record(data: Any, *, file: Path, line: int) -> Record:
    place = f"{file}, line {line}"
    if not isinstance(data, dict) or set(data) != {"model", "fields"} or not isinstance(data["fields"], dict):
        raise FixtureError(f"{place}: expected a record with “model” and “fields” and nothing else.")
    models = {
        model._meta.label_lower: model
        for model in apps.get_app_config("evidence").get_models()
        if hasattr(model, "natural_key")
    }
    if data["model"] not in models:
        raise FixtureError(f"{place}: “{data['model']}” cannot be loaded: expected one of {', '.join(sorted(models))}.")
    record = Record(file=file, line=line, model=models[data["model"]], fields=data["fields"])
    for name in record.fields:
        _check_name(record, str(name))
    return record


def _check_name(record: Record, name: str) -> None:
    options = record.model._meta
    known = [field.name for field in (*options.fields, *options.many_to_many) if field.name not in NOT_IN_A_FILE]
    if name in NOT_IN_A_FILE:
        raise record.fault("a file cannot say this: expected it to be left out.", field=name)
    if name not in known:
        raise record.fault(f"there is no such field: expected one of {', '.join(known)}.", field=name)

"""Every model has its factory, and each makes valid rows without being told anything."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models

from tests import factories

MODELS = [model for app in ("evidence", "wiki") for model in apps.get_app_config(app).get_models()]


def factory_of(model: type[models.Model]) -> str:
    return "make_" + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower()


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_each_model_has_a_factory_that_makes_one_row_after_another(model: type[models.Model]) -> None:
    make = getattr(factories, factory_of(model), None)
    assert make is not None, f"tests/factories.py needs {factory_of(model)}()"
    one, other = make(), make()
    assert (type(one), one.pk == other.pk) == (model, False)
    one.full_clean()

"""Route: the way by which a treatment gets to the body, of a substance's form and of a step of a regimen."""

from __future__ import annotations

from django.db import models


class Route(models.TextChoices):
    ORAL = "oral", "by mouth"
    SUBLINGUAL = "sublingual", "under the tongue"
    INTRAVENOUS = "intravenous", "into a vein"
    INTRAMUSCULAR = "intramuscular", "into a muscle"
    SUBCUTANEOUS = "subcutaneous", "under the skin"
    TOPICAL = "topical", "on the skin"
    ELECTRODES = "electrodes", "by electrodes on the skin"
    IMPLANTED = "implanted", "implanted"
    SESSIONS = "sessions", "in sessions"
    HOME = "home", "at home, by oneself"

"""The first version of the rules of certainty, by which everything was rated so far, as a row that verdicts can name."""

from __future__ import annotations

from typing import Any

from django.db import migrations

# As they were then: the program's own may have other numbers by now.
THRESHOLDS = {
    "high_risk_serious": 0.25,
    "high_risk_very_serious": 0.75,
    "not_low_risk_serious": 0.5,
    "i2_serious": 50,
    "i2_very_serious": 75,
    "q_p": 0.1,
    "other_side": 0.25,
    "indirect_share": 0.5,
    "indirect_aspects_very_serious": 2,
    "unknown_aspects_serious": 2,
    "relative_important": 0.25,
    "people_enough": 400,
    "events_enough": 300,
    "far_too_few": 0.25,
    "people_enough_for_rare_events": 4000,
    "egger_studies": 10,
    "egger_p": 0.1,
    "unreported_share": 0.2,
    "seller_share": 0.5,
    "small_study_people": 100,
    "unsearched_lowers": 1,
    "large_effect": 2,
    "very_large_effect": 5,
    "i2_beyond_use": 90,
}
NOTES = "The rules that came with the program, after GRADE; each threshold names its source."


def add_first(apps: Any, schema_editor: Any) -> None:
    rules = apps.get_model("evidence", "CertaintyRules").objects.using(schema_editor.connection.alias)
    if not rules.filter(state="in force").exists() and not rules.filter(version="1").exists():
        rules.create(version="1", notes=NOTES, thresholds=THRESHOLDS, state="in force")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0015_findings")]
    operations = [migrations.RunPython(add_first, migrations.RunPython.noop)]

"""Rows apart from the columns: PostgreSQL alters no table in a transaction that has changed its rows."""

from django.db import migrations


def tags_came_from_files(apps, schema_editor):
    """Until now every tag of a page was set anew by each import of its file."""
    apps.get_model("wiki", "TaggedPage").objects.update(origin="file")


class Migration(migrations.Migration):
    dependencies = [("wiki", "0002_wiki_at_scale")]
    operations = [migrations.RunPython(tags_came_from_files, migrations.RunPython.noop)]

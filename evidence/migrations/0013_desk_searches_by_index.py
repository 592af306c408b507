# Written by hand: the indexes of a PostgreSQL extension, which SQLite has not and the models need not know.

from django.db import DatabaseError, migrations, transaction

# What the search boxes of the desk look in. Django asks `UPPER(title) LIKE UPPER('%word%')`, and so is the index.
SEARCHED = [
    ('study', 'slug'),
    ('study', 'acronym'),
    ('study', 'title'),
    ('report', 'slug'),
    ('report', 'title'),
    ('report', 'authors'),
    ('result', 'slug'),
    ('change', 'reason'),
]


def index_searches(apps, schema_editor):
    """Where the extension cannot be had, the searches find the same, more slowly."""
    if schema_editor.connection.vendor != 'postgresql':
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm', params=None)
    except DatabaseError:
        return
    for noun, column in SEARCHED:
        schema_editor.execute(
            f'CREATE INDEX evidence_{noun}_{column}_search ON evidence_{noun} '
            f'USING gin (UPPER({column}) gin_trgm_ops)',
            params=None,
        )


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        for noun, column in SEARCHED:
            schema_editor.execute(f'DROP INDEX IF EXISTS evidence_{noun}_{column}_search', params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0012_exhausted_reports'),
    ]

    operations = [
        migrations.RunPython(index_searches, drop_indexes),
    ]

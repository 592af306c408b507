"""Rows apart from the tables: tags that differ only in capitals become one, and each gets its key."""

from django.db import migrations

from wiki.tag_names import tag_key

HOLDERS = (("TaggedPage", "content_object_id"), ("Untagged", "page_id"))


def give_tags_their_keys(apps, schema_editor):
    TagKey = apps.get_model("wiki", "TagKey")
    first = {}
    for tag in apps.get_model("taggit", "Tag").objects.order_by("pk"):
        kept = first.setdefault(tag_key(tag.name), tag)
        if kept is not tag:
            become_one(apps, tag, kept)
    aliases = apps.get_model("wiki", "TagAlias").objects.values_list("name", "tag")
    keys = {tag_key(name): tag for name, tag in aliases} | {key: tag.pk for key, tag in first.items()}
    TagKey.objects.bulk_create([TagKey(key=key, tag_id=tag) for key, tag in keys.items()])


def become_one(apps, tag, kept):
    for name, page in HOLDERS:
        rows = apps.get_model("wiki", name).objects
        there = set(rows.filter(tag=kept).values_list(page, flat=True))
        for row in rows.filter(tag=tag):
            if getattr(row, page) in there:
                row.delete()
            else:
                rows.filter(pk=row.pk).update(tag=kept)
    for name in ("TagRule", "TagAlias"):
        apps.get_model("wiki", name).objects.filter(tag=tag).update(tag=kept)
    name, slug = tag.name, tag.slug
    tag.delete()
    aliases = apps.get_model("wiki", "TagAlias").objects
    taken = aliases.filter(name__iexact=name).exists()
    aliases.create(name=slug if taken else name, slug=slug, tag=kept)  # the old address leads on



class Migration(migrations.Migration):
    dependencies = [("wiki", "0004_tag_keys")]
    operations = [migrations.RunPython(give_tags_their_keys, migrations.RunPython.noop)]

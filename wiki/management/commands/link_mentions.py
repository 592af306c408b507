"""Tie the mentions of all pages to the reports that are entered, as after `load_evidence`."""

from typing import Any

from django.core.management.base import BaseCommand

from wiki.actions.ties import link_mentions
from wiki.models import Mention, MentionState


class Command(BaseCommand):
    help = (
        "Tie every mention to the report of its identifiers, and loosen those whose identifier leads there no more. "
        "What the curation file or a curator decided stays. A second run changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = link_mentions()
        linked = Mention.objects.filter(state=MentionState.LINKED).count()
        waiting = Mention.objects.open().count()
        self.stdout.write(f"Mentions changed: {changed:,}; linked now: {linked:,}; waiting in the queue: {waiting:,}.")

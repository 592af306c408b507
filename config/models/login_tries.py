"""LoginTries: when somebody last tried to log in to an account, from an address, or with a code."""

from django.db import models


class LoginTries(models.Model):
    """One row for each account, address or device; `at` are its last tries in seconds since 1970, the oldest first."""

    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=64, help_text="A checksum, so that what was typed as a name is not kept.")
    at = models.JSONField(default=list)
    updated = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="config_logintries_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key[:8]}"

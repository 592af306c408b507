"""SecondFactor and RecoveryCode: what somebody has, beside the password that somebody knows."""

from django.conf import settings
from django.db import models


class SecondFactor(models.Model):
    """The secret that an authenticator app shares with this site (RFC 6238), in base 32."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.CharField(max_length=64)
    confirmed = models.DateTimeField(null=True, help_text="When its first code was typed; until then it asks nothing.")
    last_step = models.BigIntegerField(default=0, help_text="The half minute of the last code taken: none is twice.")

    def __str__(self) -> str:
        return f"second factor of {self.user}"


class RecoveryCode(models.Model):
    """A code for the day when the telephone is lost; taken once, and kept only as a keyed checksum."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    checksum = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "checksum"], name="config_recoverycode_once")]

    def __str__(self) -> str:
        return f"recovery code of {self.user}"

"""Giving somebody a second factor, asking for it, and taking it away."""

from __future__ import annotations

import secrets
import time

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from config.login import totp
from config.models import RecoveryCode, SecondFactor

CODES = 10
# No letters or digits that are read for one another.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def has_factor(user: User) -> bool:
    return SecondFactor.objects.filter(user=user, confirmed__isnull=False).exists()


def must_have_factor(user: User) -> bool:
    """On a site for others, everybody who may write."""
    return bool(settings.SECOND_FACTOR_REQUIRED and user.is_staff)


def begin(user: User) -> SecondFactor:
    """The factor that is being set up, the same one until its first code is typed."""
    factor, _ = SecondFactor.objects.get_or_create(user=user, defaults={"secret": totp.new_secret()})
    return factor


@transaction.atomic
def confirm(user: User, code: str) -> list[str] | None:
    """Turn the factor on with its first code; the recovery codes, to be shown once, or None for a wrong code."""
    if not _take_code(begin(user), code):
        return None
    SecondFactor.objects.filter(user=user).update(confirmed=timezone.now())
    return new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Ten codes of 59 bits each; earlier ones count no more."""
    codes = ["-".join(_letters(4) for _ in range(3)) for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, checksum=_checksum(code)) for code in codes)
    return codes


@transaction.atomic
def remove(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


def accepts(user: User, typed: str) -> bool:
    """Whether this is a code of the app not used before, or a recovery code, which is then used up."""
    code = "".join(typed.split()).lower()
    factor = SecondFactor.objects.filter(user=user, confirmed__isnull=False).first()
    if factor is not None and _take_code(factor, code):
        return True
    return RecoveryCode.objects.filter(user=user, checksum=_checksum(code)).delete()[0] == 1


def _take_code(factor: SecondFactor, code: str) -> bool:
    step = totp.step_of(factor.secret, "".join(code.split()), time.time())
    # In one statement, so that of two that send the same code one is refused.
    rows = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step or 0)
    return step is not None and rows.update(last_step=step) == 1


def _letters(number: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(number))


def _checksum(code: str) -> str:
    return salted_hmac("tracewell.recovery-code", code.replace("-", ""), algorithm="sha256").hexdigest()

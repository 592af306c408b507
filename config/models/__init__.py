"""What the house remembers of logging in."""

from config.models.login_tries import LoginTries
from config.models.second_factor import RecoveryCode, SecondFactor

__all__ = ["LoginTries", "RecoveryCode", "SecondFactor"]

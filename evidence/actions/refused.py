"""How an action says no."""


class RefusedError(Exception):
    """Why something was not done, in a sentence for the person who asked."""

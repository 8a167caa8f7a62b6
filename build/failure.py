"""The one failure that ends a developer's command with a plain sentence instead of a traceback."""


class SetupError(Exception):
    """Set-up cannot go on; the message says in Chinese what happened and what to do next."""

"""The version of the program, as the officer reads it; the same as in ``pyproject.toml``."""

VERSION = "1.0.0"

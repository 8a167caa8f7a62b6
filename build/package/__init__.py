"""The installers: what ``python3 build/dev.py package`` makes, checks and proves."""

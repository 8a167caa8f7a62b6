"""The window: pages, presenters, editors, one table, one worker, one place for messages."""

"""Dialogs in which facts are entered and saved as a whole."""

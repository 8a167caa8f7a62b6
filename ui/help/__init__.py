"""The parts of the help page (帮助)."""

"""The parts of the settings page (设置)."""

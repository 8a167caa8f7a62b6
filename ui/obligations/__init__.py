"""The parts of the obligations page (报送任务)."""

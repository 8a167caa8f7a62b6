"""One function for each thing that can be done: `operation(work, …) -> Changes`."""

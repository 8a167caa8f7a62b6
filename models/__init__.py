"""What the program knows and may do: mapped classes, operations, queries, workspace, programme pack."""

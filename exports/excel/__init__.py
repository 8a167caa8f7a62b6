"""Excel files: the project ledger and the export of any list."""

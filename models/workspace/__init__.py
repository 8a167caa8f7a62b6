"""The workspace (账套): an encrypted store, its key file, lock, backups, checks and place on the disk."""

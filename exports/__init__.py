"""What leaves as a file: Word and Excel documents made from frozen snapshots; pure functions without Qt and without a session."""

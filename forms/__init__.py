"""Form definitions of the pack: closed lists of field types and rules, checking, answers, snapshots."""

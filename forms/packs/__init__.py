"""Versions of a programme pack (方案包): what differs, going over to another one, editing the next one."""

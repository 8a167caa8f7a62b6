"""Stands in for the module that the Pythons of the packages lack, so that psycopg can be loaded.

psycopg imports it for what importing does to older OpenSSL and asks it nothing; connections are protected by the OpenSSL that
comes with libpq. The names are those that other modules of the standard library ask for when they are loaded.
"""


class SSLError(OSError):
    """As in the standard library; never raised here."""


class SSLWantReadError(SSLError):
    """As in the standard library; never raised here."""


class SSLSyscallError(SSLError):
    """As in the standard library; never raised here."""

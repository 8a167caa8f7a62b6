"""Who may do what on a server: three roles of officers (收件、评审、管理), the owner of the tables, row security.

Rights are given anew after each migration, so that a new table is covered as well. What no role is kept from, all may write.
"""

from enum import Enum

OWNER = "ronghe_owner"
"""Owns the tables; nobody logs in as it, those who manage may act as it to upgrade."""


class Role(Enum):
    """What an officer's account is for: name of the role on the server, and the officer's word."""

    RECEIVING = ("ronghe_receiving", "收件")
    REVIEWING = ("ronghe_reviewing", "评审")
    MANAGING = ("ronghe_managing", "管理")

    @property
    def role(self) -> str:
        """Name of the role on the server."""
        return self.value[0]

    @property
    def words(self) -> str:
        """The officer's word."""
        return self.value[1]


RECEIVING, REVIEWING, MANAGING = Role
_NOBODY: tuple[Role, ...] = ()

WRITERS: dict[str, tuple[Role, ...]] = {
    # What arrives and leaves, and with whom it is exchanged.
    "station": (RECEIVING, MANAGING),
    "peer": (RECEIVING, MANAGING),
    "sent_package": (RECEIVING, MANAGING),
    "sent_package_content": (RECEIVING, MANAGING),
    "sent_part": (RECEIVING, MANAGING),
    "received_package": (RECEIVING, MANAGING),
    "received_package_content": (RECEIVING, MANAGING),
    "received_submission": (RECEIVING, MANAGING),
    "received_part": (RECEIVING, MANAGING),
    "withdrawn_package": (RECEIVING, MANAGING),
    "refused_package": (RECEIVING, MANAGING),
    # What is judged.
    "expert": (REVIEWING, MANAGING),
    "review_round": (REVIEWING, MANAGING),
    "review_item": (REVIEWING, MANAGING),
    "score_sheet": (REVIEWING, MANAGING),
    "city_decision": (REVIEWING, MANAGING),
    # What holds for everybody.
    "office": (MANAGING,),
    "office_template": (MANAGING,),
    "office_template_content": (MANAGING,),
    "kept_pack": (MANAGING,),
    "kept_pack_file": (MANAGING,),
    "obligation_change": (MANAGING,),
    "alembic_version": _NOBODY,
}
"""Tables that not every role may write."""

_ALL = ", ".join(role.role for role in Role)

POLICIES: dict[str, tuple[str, ...]] = {
    # The private keys of the station are for those who send and receive.
    "station": (f"FOR ALL TO {RECEIVING.role}, {MANAGING.role} USING (true)",),
    # Nobody marks presence in another's name.
    "presence": (
        f"FOR SELECT TO {_ALL} USING (true)",
        f"FOR ALL TO {_ALL} USING (account = current_user) WITH CHECK (account = current_user)",
    ),
    # The history only grows; while somebody is typing, the newest entry is written anew.
    "history": (
        f"FOR SELECT TO {_ALL} USING (true)",
        f"FOR INSERT TO {_ALL} WITH CHECK (true)",
        f"FOR DELETE TO {_ALL} USING (action = 'edit' AND at > now() - interval '15 minutes')",
    ),
}
"""Row security: which rows of a table a role sees and writes."""


def role_statements() -> list[str]:
    """Return what makes the roles where they are missing."""
    statements = [
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN CREATE ROLE {name} NOLOGIN; END IF; END $$"
        for name in (OWNER, *(role.role for role in Role))
    ]
    # An administrator without all rights may act only as roles that were given to him.
    return [*statements, f"GRANT {OWNER} TO {MANAGING.role}", f"GRANT {OWNER} TO CURRENT_USER"]


def database_statements(database: str) -> list[str]:
    """Return what gives the database `database` (quoted already) to the owner and opens it to the roles only."""
    return [
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {OWNER}, {_ALL}",
        f"ALTER SCHEMA public OWNER TO {OWNER}",
    ]


def table_statements(tables: list[str]) -> list[str]:
    """Return what gives each role its rights on `tables`; run as the owner."""
    statements = [f"GRANT USAGE ON SCHEMA public TO {_ALL}", f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {_ALL}"]
    for table in tables:
        name = f'"{table}"'
        statements.append(f"REVOKE ALL ON {name} FROM {_ALL}")
        statements.append(f"GRANT SELECT ON {name} TO {_ALL}")
        writers = ", ".join(role.role for role in WRITERS.get(table, tuple(Role)))
        if writers:
            statements.append(f"GRANT INSERT, UPDATE, DELETE ON {name} TO {writers}")
        for number, policy in enumerate(POLICIES.get(table, ())):
            statements.append(f'DROP POLICY IF EXISTS "{table}_{number}" ON {name}')
            statements.append(f'CREATE POLICY "{table}_{number}" ON {name} {policy}')
        if table in POLICIES:
            statements.append(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    return statements

"""Who may do what on a server: three roles of officers (收件、评审、管理), the owner of the tables, row security.

Rights are given anew after each migration, so that a new table is covered as well; everybody may read.
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
_EVERYBODY: tuple[Role, ...] = tuple(Role)
_INTAKE = (RECEIVING, MANAGING)
_REVIEW = (REVIEWING, MANAGING)

WRITERS: dict[str, tuple[Role, ...]] = {
    # What everybody leaves behind.
    "history": _EVERYBODY,
    "presence": _EVERYBODY,
    "clock_mark": _EVERYBODY,
    # What districts report.
    "pilot_entity": _INTAKE,
    "project": _INTAKE,
    "progress_entry": _INTAKE,
    "milestone": _INTAKE,
    "problem": _INTAKE,
    "support_request": _INTAKE,
    "project_indicator": _INTAKE,
    "indicator_target": _INTAKE,
    "indicator_value": _INTAKE,
    "document": _INTAKE,
    "revision": _INTAKE,
    "form_definition": _INTAKE,
    "evidence": _INTAKE,
    "evidence_content": _INTAKE,
    # A state is entered by what a district reports and by what is decided.
    "state_change": _EVERYBODY,
    # What arrives and leaves, and with whom it is exchanged.
    "station": _INTAKE,
    "peer": _INTAKE,
    "sent_package": _INTAKE,
    "sent_package_content": _INTAKE,
    "sent_part": _INTAKE,
    "sent_news": _INTAKE,
    "received_package": _INTAKE,
    "received_package_content": _INTAKE,
    "received_submission": _INTAKE,
    "received_part": _INTAKE,
    "withdrawn_package": _INTAKE,
    "refused_package": _INTAKE,
    "city_message": _INTAKE,
    # What is judged, asked and decided.
    "expert": _REVIEW,
    "review_round": _REVIEW,
    "review_item": _REVIEW,
    "score_sheet": _REVIEW,
    "city_decision": _REVIEW,
    "city_return": _REVIEW,
    "city_comment": _REVIEW,
    "field_query": _REVIEW,
    # What holds for everybody.
    "office": (MANAGING,),
    "office_template": (MANAGING,),
    "office_template_content": (MANAGING,),
    "kept_pack": (MANAGING,),
    "kept_pack_file": (MANAGING,),
    "obligation_change": (MANAGING,),
    # What only a district writes; here it stands in what was moved from a file.
    "ad_hoc_task": (MANAGING,),
    "answer": (MANAGING,),
    "district_review": (MANAGING,),
    "explanation": (MANAGING,),
    "hand_out": (MANAGING,),
    "import_mapping": (MANAGING,),
    "linked_figure": (MANAGING,),
    "obligation_record": (MANAGING,),
    "step_days": (MANAGING,),
    "alembic_version": (),
}
"""Who adds, changes and deletes rows, for each table there is; nobody writes a table that is not named."""

_ANSWER = ("answer", "answered_at", "answered_by", "version")

CHANGERS: dict[tuple[str, Role], tuple[str, ...]] = {
    # A decision moves a project that only taking in may make.
    ("project", REVIEWING): ("state", "updated_at", "version"),
    # A package brings the answers to what those who review have asked.
    ("city_comment", RECEIVING): _ANSWER,
    ("field_query", RECEIVING): _ANSWER,
}
"""Which columns of a table a role may change that does not write it otherwise."""

SEEN: dict[tuple[str, Role], tuple[str, ...]] = {
    # The key that signs is for those who send; with the others, what came sealed can be opened and read.
    ("station", REVIEWING): (
        *("id", "name", "office", "suite", "signing_public", "sealing_public", "sealing_private"),
        *("fingerprint", "enrolment_id", "made_at", "replaced_at"),
    ),
}
"""Which columns of a table a role sees that does not see all of it."""

_ALL = ", ".join(role.role for role in Role)

POLICIES: dict[str, tuple[str, ...]] = {
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
        for role in Role:
            part = f" ({', '.join(SEEN[table, role])})" if (table, role) in SEEN else ""
            statements.append(f"GRANT SELECT{part} ON {name} TO {role.role}")
        writers = ", ".join(role.role for role in WRITERS.get(table, ()))
        if writers:
            statements.append(f"GRANT INSERT, UPDATE, DELETE ON {name} TO {writers}")
        for (changed, role), columns in CHANGERS.items():
            if changed == table:
                statements.append(f"GRANT UPDATE ({', '.join(columns)}) ON {name} TO {role.role}")
        for number, policy in enumerate(POLICIES.get(table, ())):
            statements.append(f'DROP POLICY IF EXISTS "{table}_{number}" ON {name}')
            statements.append(f'CREATE POLICY "{table}_{number}" ON {name} {policy}')
        if table in POLICIES:
            statements.append(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    return statements

"""网址表 — every named route of the house, and what each role is answered.

A route that is missing here fails `test_access.py`. A parameter is the name of a sample thing
(`tests/things.py`): its own 板块's for zone_a, another's for zone_b.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus as Is

from django.urls import reverse

NOBODY = "nobody"
ROLES = (
    "office", "zone_a", "zone_b", "leader", "department", "reviewer", "signer", "auditor", "admin",
    "left", "foreign",
)
#: of another place: the clerk of another district's town is answered as the clerk of another 板块
LIKE: Mapping[str, str] = {"foreign": "zone_b"}
EVERYBODY = (*ROLES, NOBODY)
#: keep accounts, read the audit or left their post: they see no projects
SEE_NO_PROJECTS = ("auditor", "admin", "left")
#: read what leaders read
ANSWER_FOR_A_PAPER = ("reviewer", "signer")

OPEN: Mapping[str, int] = dict.fromkeys(ROLES, Is.OK)
#: what lies in 砚湖镇: its clerk and the district see it, another 板块 does not know it exists
OF_ZONE_A = OPEN | {"zone_b": Is.NOT_FOUND} | dict.fromkeys(SEE_NO_PROJECTS, Is.NOT_FOUND)
#: to correct it and to report its months: its own clerk and the office
KEPT_BY_ZONE_A = OF_ZONE_A | dict.fromkeys(
    ("leader", "department", *ANSWER_FOR_A_PAPER), Is.FORBIDDEN
)
#: a 专报 speaks of every 板块, so for one of them it is not there
WHOLE_DISTRICT = OF_ZONE_A | {"zone_a": Is.NOT_FOUND}
NOBODYS = dict.fromkeys(ROLES, Is.FORBIDDEN)
OFFICE_ONLY = NOBODYS | {"office": Is.OK}
OFFICE_AND_LEADER = OFFICE_ONLY | {"leader": Is.OK}
#: of the office, read by leaders and by who answers for a paper
READ_BY_LEADERS = OFFICE_AND_LEADER | dict.fromkeys(ANSWER_FOR_A_PAPER, Is.OK)
#: who reviews and signs, and the office that sends it or stands in
DECIDING = OFFICE_ONLY | dict.fromkeys(ANSWER_FOR_A_PAPER, Is.OK)
SIGNING = OFFICE_ONLY | {"signer": Is.OK}
#: which documents there are is read by who writes, reads, keeps and audits them
KIND_READERS = READ_BY_LEADERS | {"admin": Is.OK, "auditor": Is.OK}
ADMIN_ONLY = NOBODYS | {"admin": Is.OK}
#: who did what: read by the auditor and the administrator
AUDITED = ADMIN_ONLY | {"auditor": Is.OK}
#: who only keeps the system or audits it is led to the pages of that
OWN_DESK = OPEN | {"admin": Is.FOUND, "auditor": Is.FOUND}
SENDERS = OFFICE_ONLY | {"zone_a": Is.OK, "zone_b": Is.OK}
#: what the clerk of 砚湖镇 sent; who reports nothing has no business with ledgers at all
SENT_BY_ZONE_A = SENDERS | {"zone_b": Is.NOT_FOUND}
#: long work the clerk of 砚湖镇 asked for; the administrator sees everybody's
OWN_WORK = dict.fromkeys(ROLES, Is.NOT_FOUND) | {"zone_a": Is.OK, "admin": Is.OK}
#: what the office had made; nobody else takes it, the administrator neither
OWN_FILE = dict.fromkeys(ROLES, Is.NOT_FOUND) | {"office": Is.OK}
#: a view of the list that the clerk of 砚湖镇 keeps for herself
OWN_VIEW = dict.fromkeys(ROLES, Is.NOT_FOUND) | {"zone_a": Is.OK}
#: of the projects' next year: everybody who sees projects
SEE_PROJECTS = OPEN | dict.fromkeys(SEE_NO_PROJECTS, Is.FORBIDDEN)
POST_ONLY = dict.fromkeys(ROLES, Is.METHOD_NOT_ALLOWED)


@dataclass(frozen=True, slots=True)
class Route:
    """一条网址 — name, sample parameters, the query it is asked with, and the answers to a GET."""

    name: str
    args: tuple[str, ...] = ()
    query: str = ""
    answers: Mapping[str, int] = field(default_factory=lambda: OPEN)
    posts: Mapping[str, int] | None = None  # of a route that takes only POST: who is refused how
    is_file: bool = False
    is_public: bool = False
    nobody: int = Is.OK  # a stranger's answer at a public page

    @property
    def is_post_only(self) -> bool:
        """只收 POST."""
        return self.answers is POST_ONLY

    @property
    def is_page(self) -> bool:
        """是页面 — a GET that answers a whole page to somebody."""
        return not (self.is_post_only or self.is_file)

    def path(self, things: Mapping[str, object]) -> str:
        """地址 — with the sample things in it."""
        return reverse(self.name, args=[things[key] for key in self.args]) + self.query

    def refusal(self, who: str) -> int | None:
        """拒绝 — what a POST of this role is answered at once; None when it may try."""
        answer = (self.posts or self.answers)[LIKE.get(who, who)]
        return None if answer in (Is.OK, Is.METHOD_NOT_ALLOWED) else answer

    def answer(self, who: str) -> int:
        """应答 — nobody is always sent to sign in, unless the page is public or takes no GET."""
        if who == NOBODY and not self.is_post_only:
            return self.nobody if self.is_public else Is.FOUND
        if who == NOBODY:
            return Is.METHOD_NOT_ALLOWED
        return self.answers[LIKE.get(who, who)]


ROUTES = (
    # parties
    Route("signin", is_public=True),
    Route("signin_code", is_public=True, answers=dict.fromkeys(ROLES, Is.FOUND), nobody=Is.FOUND),
    Route("signout", answers=POST_ONLY),
    Route("account_security"),
    Route("account_password"),
    Route("account_factor"),
    Route("factor_begin", answers=POST_ONLY),
    Route("factor_confirm", answers=POST_ONLY),
    Route("factor_codes", answers=POST_ONLY),
    Route("factor_drop", answers=POST_ONLY),
    Route("sessions_end", answers=POST_ONLY),
    Route("session_end", ("nothing",), answers=POST_ONLY),
    Route("account_seen", answers=POST_ONLY),
    # operation: asked by machines
    Route("healthz", is_public=True, is_file=True),
    Route("readyz", is_public=True, is_file=True),
    # notices
    Route("notice_list"),
    Route("notice_read_all", answers=POST_ONLY),
    # indicators
    Route("indicator_list"),
    Route("indicator_page", ("indicator",)),
    Route("indicator_definition", ("indicator",)),
    Route("signing_funnel"),
    Route("indicator_difference", ("indicator",)),
    # targets
    Route("target_completion"),
    Route("target_list"),
    Route("target_start", answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("target_sheet", ("target_issued",)),
    Route("target_excel", ("target_issued",), is_file=True),
    Route("target_save", ("target_draft",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("target_move", ("target_asked",), answers=POST_ONLY, posts=OFFICE_AND_LEADER),
    Route("target_file", ("target_draft",), answers=POST_ONLY, posts=OFFICE_ONLY),
    # projects, and the desk's pages about them
    Route("project_list"),
    Route("project_export", is_file=True),
    Route("project_export_ask", answers=POST_ONLY),
    Route("work_file", ("made_work",), answers=OWN_FILE, is_file=True),
    Route("project_print"),
    Route("project_columns", answers=POST_ONLY),
    Route("project_compare"),
    Route("following"),
    Route("view_list"),
    Route("view_new"),
    Route("view_default", answers=POST_ONLY),
    Route("view_edit", ("saved_view",), answers=OWN_VIEW),
    Route("view_update", ("saved_view",), answers=POST_ONLY, posts=OWN_VIEW),
    Route("view_drop", ("saved_view",), answers=POST_ONLY, posts=OWN_VIEW),
    Route("view_follow", ("saved_view",), answers=POST_ONLY, posts=OWN_VIEW),
    Route("project_follow", ("project",), answers=POST_ONLY, posts=OF_ZONE_A),
    Route("project_todo"),
    Route("project_withdrawn"),
    Route("project_page", ("project",), answers=OF_ZONE_A),
    Route("project_history", ("project",), answers=OF_ZONE_A),
    Route("project_story", ("project",), answers=OF_ZONE_A),
    Route("project_files", ("project",), answers=OF_ZONE_A),
    Route("project_people", ("project",), answers=KEPT_BY_ZONE_A),
    Route("project_new", answers=SENDERS),
    Route("project_edit", ("project",), answers=KEPT_BY_ZONE_A),
    Route("project_standing", ("project",), "?to=stopped", answers=KEPT_BY_ZONE_A),
    Route("project_months", ("project",), answers=KEPT_BY_ZONE_A),
    Route("project_milestones", ("project",), answers=KEPT_BY_ZONE_A),
    Route("project_versions", ("project", "version"), answers=OF_ZONE_A),
    Route("data_checks", answers=SENDERS),
    Route("standards"),
    Route("data_check_confirm", ("project",), answers=POST_ONLY, posts=SENT_BY_ZONE_A),
    Route("programme_list"),
    Route("programme_page", ("programme",)),
    Route("programme_new", answers=OFFICE_ONLY),
    Route("programme_edit", ("programme",), answers=OFFICE_ONLY),
    Route("programme_join", ("programme",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("programme_leave", ("programme",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("project_bulk", answers=SENDERS),
    Route("bulk_edit_list", answers=SENDERS),
    Route("bulk_edit_page", ("bulk_edit",), answers=SENT_BY_ZONE_A),
    Route("bulk_edit_undo", ("bulk_edit",), answers=POST_ONLY, posts=SENT_BY_ZONE_A),
    Route("home", answers=OWN_DESK),
    Route("desk", answers=OWN_DESK),
    Route("dashboard"),
    Route("wall"),
    Route("wall_now", is_file=True),
    Route("work_list"),
    Route("work_page", ("work",), answers=OWN_WORK),
    Route("work_stop", ("work",), answers=POST_ONLY, posts=OWN_WORK),
    Route("work_retry", ("work",), answers=POST_ONLY, posts=OWN_WORK),
    # reports
    Route("progress_table"),
    Route("progress_table_excel", is_file=True),
    Route("report_list", answers=WHOLE_DISTRICT),
    Route("report_new", answers=OFFICE_ONLY),
    Route("report_page", ("issued",), answers=WHOLE_DISTRICT),
    Route("report_issue", ("reviewed_paper",), answers=SIGNING),
    Route("report_write", ("draft",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("report_drop", ("draft",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("report_word", ("issued",), answers=WHOLE_DISTRICT, is_file=True),
    Route("report_pdf", ("issued",), answers=WHOLE_DISTRICT, is_file=True),
    Route("report_register_excel", answers=WHOLE_DISTRICT, is_file=True),
    Route("report_head", ("draft",), answers=OFFICE_ONLY),
    Route("report_checked", ("draft",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("report_move", ("draft",), answers=POST_ONLY, posts=DECIDING),
    Route("erratum_new", ("issued",), answers=OFFICE_ONLY),
    Route("erratum_page", ("erratum",), answers=WHOLE_DISTRICT),
    Route("erratum_edit", ("erratum_draft",), answers=OFFICE_ONLY),
    Route("erratum_move", ("erratum_draft",), answers=POST_ONLY, posts=DECIDING),
    Route("erratum_issue", ("erratum_draft",), answers=POST_ONLY, posts=SIGNING),
    Route("erratum_drop", ("erratum_draft",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("erratum_word", ("erratum",), answers=WHOLE_DISTRICT, is_file=True),
    Route("erratum_pdf", ("erratum",), answers=WHOLE_DISTRICT, is_file=True),
    Route("document_kinds", answers=KIND_READERS),
    Route("document_kind", ("document_kind",), answers=KIND_READERS),
    Route("template_upload", ("document_kind",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("template_blank", ("document_kind",), answers=KIND_READERS, is_file=True),
    Route("template_file", ("template",), answers=KIND_READERS, is_file=True),
    Route("template_end", ("template",), answers=POST_ONLY, posts=OFFICE_ONLY),
    # submissions
    Route("submission_list", answers=READ_BY_LEADERS),
    Route("superior_new", answers=OFFICE_ONLY),
    Route("superior_page", ("superior_table",), answers=OFFICE_ONLY),
    Route("submission_start", ("superior_table",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("superior_version", ("superior_draft",), answers=OFFICE_ONLY),
    Route("superior_point", ("superior_draft",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("superior_use", ("superior_draft",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("superior_retire", ("superior_draft",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("superior_copy", ("superior_version",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("superior_blank", ("superior_version",), answers=OFFICE_ONLY, is_file=True),
    Route("submission_page", ("submission_sent",), answers=READ_BY_LEADERS),
    Route("submission_send", ("submission_draft",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("submission_drop", ("submission_draft",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("submission_file", ("submission_sent",), answers=POST_ONLY, posts=READ_BY_LEADERS),
    # ledger
    Route("ledger_list", answers=SENDERS),
    Route("ledger_export", query="?year=2025&month=3", answers=SENDERS, is_file=True),
    Route("ledger_people", answers=SENDERS),
    Route("ledger_preview", ("previewed",), answers=SENT_BY_ZONE_A),
    Route("ledger_original", ("previewed",), answers=POST_ONLY, posts=SENT_BY_ZONE_A),
    Route("ledger_progress", ("previewed",), answers=SENT_BY_ZONE_A, is_file=True),
    Route("ledger_again", ("previewed",), answers=POST_ONLY, posts=SENT_BY_ZONE_A),
    Route("ledger_learnt", answers=SENDERS),
    Route("ledger_learnt_name", ("remembered",), answers=POST_ONLY, posts=SENT_BY_ZONE_A),
    Route("ledger_learnt_answer", ("answered",), answers=POST_ONLY, posts=SENT_BY_ZONE_A),
    Route("ledger_learnt_column", ("taught",), answers=POST_ONLY, posts=SENT_BY_ZONE_A),
    Route("ledger_cell", ("committed",), "?sheet=台账&cell=E3", answers=OF_ZONE_A),
    Route("ledger_problems", ("previewed",), answers=SENT_BY_ZONE_A, is_file=True),
    Route("ledger_answer", ("previewed",), answers=POST_ONLY, posts=SENT_BY_ZONE_A),
    Route("ledger_commit", ("previewed",), answers=POST_ONLY, posts=SENT_BY_ZONE_A),
    Route("ledger_drop", ("previewed",), answers=POST_ONLY, posts=SENT_BY_ZONE_A),
    Route("ledger_undo", ("committed",), answers=POST_ONLY, posts=SENT_BY_ZONE_A),
    # carryover
    Route("carry_list", answers=SEE_PROJECTS),
    Route("carry_page", ("carry",), answers=SEE_PROJECTS),
    Route("carry_fill", ("carry",), answers=POST_ONLY, posts=SENDERS),
    Route("carry_alike", ("carry",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("carry_ask", ("carry",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("carry_propose", ("carry",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("carry_commit", ("carry",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("carry_undo", ("carry",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("carry_drop", ("carry",), answers=POST_ONLY, posts=OFFICE_ONLY),
    Route("carry_progress", ("carry",), answers=SEE_PROJECTS, is_file=True),
    Route("carry_excel", ("carry",), answers=SEE_PROJECTS, is_file=True),
    # administration
    Route("system_home", answers=ADMIN_ONLY),
    Route("account_list", answers=ADMIN_ONLY),
    Route("account_new", answers=ADMIN_ONLY),
    Route("account_page", ("kept_account",), answers=ADMIN_ONLY),
    Route("account_correct", ("kept_account",), answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("account_switch", ("kept_account",), answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("account_reset", ("kept_account",), answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("account_factor_reset", ("kept_account",), answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("account_post", ("kept_account",), answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("account_end", ("kept_account", "kept_post"), answers=ADMIN_ONLY),
    Route("account_hand_over", ("kept_account",), answers=ADMIN_ONLY),
    Route("job_list", answers=ADMIN_ONLY),
    Route("job_retry", ("failed_job",), answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("task_retry", ("failed_task",), answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("storage", answers=ADMIN_ONLY),
    Route("storage_clean", answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("organisation_list", answers=ADMIN_ONLY),
    Route("organisation_page", ("kept_place",), answers=ADMIN_ONLY),
    Route("organisation_rename", ("kept_place",), answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("organisation_split", ("kept_place",), answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("organisation_merge", ("kept_place",), answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("rule_list", answers=ADMIN_ONLY),
    Route("rule_new", ("catalogue",), answers=ADMIN_ONLY),
    Route("preset_page", answers=ADMIN_ONLY),
    Route("preset_load", ("catalogue",), answers=POST_ONLY, posts=ADMIN_ONLY),
    Route("holidays", answers=ADMIN_ONLY),
    Route("role_matrix", answers=AUDITED),
    Route("role_excel", answers=AUDITED, is_file=True),
    Route("audit_list", answers=AUDITED),
    Route("audit_row", ("audited",), answers=AUDITED),
    Route("audit_chain", answers=AUDITED),
    Route("audit_verify", answers=POST_ONLY, posts=AUDITED),
    Route("audit_export", answers=POST_ONLY, posts=AUDITED),
    # collection
    Route("collection_page", answers=READ_BY_LEADERS | {"zone_a": Is.OK, "zone_b": Is.OK}),
    Route("collection_remind", answers=POST_ONLY, posts=OFFICE_ONLY),
)

#: the same pages in their other states: conditions set, a place being written, rows opened
STATES = (
    Route("project_list", query="?lamp=red,yellow&year=2025&sort=gap_points"),
    Route("project_list", query="?q=没有这个项目"),
    Route("project_list", query="?group=zone&year=2025&cols=unit_name,planned_start,problems"),
    Route("project_list", query="?group=lead_department&year=2025&followed=1"),
    Route("project_page", ("thin_project",)),
    Route("project_bulk", query="?year=2025&all=1&field=leader", answers=SENDERS),
    Route("indicator_page", ("indicator",), "?year=2025&month=3&level=province"),
    Route("indicator_definition", ("indicator",), "?year=2025&month=3&version=1"),
    Route("signing_funnel", (), "?year=2025&month=3"),
    Route("indicator_difference", ("indicator",), "?from=2025-01-31&to=2025-03-31"),
    Route("target_sheet", ("target_draft",), answers=OFFICE_ONLY),
    Route("target_sheet", ("target_draft",), "?column=admitted-district", answers=OFFICE_ONLY),
    Route("target_sheet", ("target_asked",), answers=OFFICE_AND_LEADER),
    Route("target_completion", query="?year=2025&month=3&column=completed-province"),
    Route("dashboard", query="?year=2025&month=1"),
    Route("dashboard", query="?year=1999&month=1"),
    Route("progress_table", query="?year=2025&month=3&level=city"),
    Route("report_page", ("draft",), "?edit=opening", answers=OFFICE_ONLY),
    Route("submission_list", query="?year=2025&month=3&table=1", answers=READ_BY_LEADERS),
    Route("submission_page", ("submission_draft",), answers=OFFICE_ONLY),
    Route("superior_version", ("superior_version",), "?more=1", answers=OFFICE_ONLY),
    Route("ledger_preview", ("previewed",), "?show=need", answers=SENT_BY_ZONE_A),
    Route("ledger_preview", ("previewed",), "?show=lacking", answers=SENT_BY_ZONE_A),
    Route("ledger_preview", ("committed",), answers=SENT_BY_ZONE_A),
    Route("ledger_learnt", query="?of=names", answers=SENDERS),
    Route("ledger_learnt", query="?of=answers", answers=SENDERS),
)

"""系统管理作业 — the chain's head noted outside every night, the chain verified, old records cleared."""

from __future__ import annotations

from zhaotuifu.administration import auditing, cleaning
from zhaotuifu.kernel.jobs import Daily, Job
from zhaotuifu.kernel.work import Work

JOBS = (
    Job("administration.verify_audit", Daily(3, 40), auditing.nightly),
    Job("administration.clean_records", Daily(4, 30), cleaning.clean_records),
)
WORKS = (
    Work(auditing.VERIFY, "核对审计链", auditing.verify),
    Work(auditing.EXPORT, "导出审计记录", auditing.export),
)

"""动态口令动作 — enrolled, asked, given up, reset by an administrator: each with its audit row."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhaotuifu.kernel import audit
from zhaotuifu.kernel.actor import Actor
from zhaotuifu.kernel.verdict import YES, Refused, Verdict, no
from zhaotuifu.parties import factors
from zhaotuifu.parties.models import RecoveryCode, SecondFactor, User
from zhaotuifu.parties.passwords import rule_in_force

WRONG = "“动态口令”不对。请看手机上现在的六位数；总是不对，请核对手机的时间。"
BROKEN = "动态口令的密钥读不出来（系统的密钥换过）。请管理员重置，再重新绑定。"


def _note(action: str, user: User, *, by: Actor, at: datetime, **after: object) -> None:
    audit.record(
        by=by, at=at, action=action, object_kind="user", object_id=user.pk,
        object_name=user.username, after=after,
    )


@transaction.atomic
def begin_factor(*, user: User, by: Actor, at: datetime) -> SecondFactor:
    """开始绑定 — a new secret that is not in force yet; begun anew, the picture shown before is void.

    Raises `Refused` when one is in force: it is given up first.
    """
    at = audit.take_turn(at)
    factor = SecondFactor.objects.filter(user=user).first()
    if factor and factor.confirmed_at:
        raise Refused(no("已经绑定动态口令。要换手机，请先停用，再重新绑定。"))
    factor = factor or SecondFactor(user=user)
    factor.sealed_secret, factor.begun_at = factors.seal(factors.new_secret()), at
    factor.last_step = factor.wrong_count = 0
    factor.save()
    _note("开始绑定动态口令", user, by=by, at=at)
    return factor


@transaction.atomic
def confirm_factor(*, user: User, code: str, by: Actor, at: datetime) -> tuple[str, ...]:
    """绑定 — a right code puts it in force; returns the recovery codes, which are shown once."""
    at = audit.take_turn(at)
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at=None).first()
    if factor is None:
        raise Refused(no("没有正在绑定的动态口令。请从“开始绑定”重来。"))
    secret = factors.unseal(factor.sealed_secret)
    step = factors.matching_step(secret, code, at=at, after=0) if secret else None
    if step is None:
        raise Refused(no(WRONG))
    factor.confirmed_at, factor.last_step = at, step
    factor.save(update_fields=["confirmed_at", "last_step"])
    _note("绑定动态口令", user, by=by, at=at)
    return _new_codes(factor)


@transaction.atomic
def check_code(*, user: User, code: str, by: Actor, at: datetime) -> Verdict:
    """验口令 — a code of the moment not used before, or a recovery code; five wrong ones make a pause.

    The verdict is written down either way, so it is an answer and no exception.
    """
    at = audit.take_turn(at)
    factor = _in_force(user)
    if factor is None:
        return no("这个账号没有绑定动态口令。请重新登录。")
    if factor.wrong_count >= factors.MOST_WRONG and factor.wrong_at and at < factor.wrong_at + factors.PAUSE:
        return no("连续输错五次，10 分钟后再试，或请管理员重置动态口令。")
    secret = factors.unseal(factor.sealed_secret)
    step = factors.matching_step(secret, code, at=at, after=factor.last_step) if secret else None
    if step is not None:
        factor.last_step = step
    elif not _use_recovery(factor, code, at=at):
        return _wrong(factor, user, by=by, at=at, sentence=WRONG if secret else BROKEN)
    else:
        _note("用恢复码登录", user, by=by, at=at, left=_left(factor))
    factor.wrong_count = 0
    factor.save(update_fields=["last_step", "wrong_count"])
    return YES


def _wrong(factor: SecondFactor, user: User, *, by: Actor, at: datetime, sentence: str) -> Verdict:
    is_after_pause = factor.wrong_at is None or at >= factor.wrong_at + factors.PAUSE
    factor.wrong_count = 1 if is_after_pause else factor.wrong_count + 1
    factor.wrong_at = at
    factor.save(update_fields=["wrong_count", "wrong_at"])
    _note("动态口令输错", user, by=by, at=at, wrong=factor.wrong_count)
    return no(sentence)


def renew_codes(*, user: User, code: str, by: Actor, at: datetime) -> tuple[str, ...]:
    """换恢复码 — the old ones open nothing any more; asks for a code.

    A wrong code is counted in a transaction of its own: the refusal must not take it back.
    """
    factor = _ensure_code(user, code, by=by, at=at)
    with transaction.atomic():
        _note("换恢复码", user, by=by, at=at)
        return _new_codes(factor)


def give_up_factor(*, user: User, code: str, by: Actor, at: datetime) -> None:
    """停用动态口令 — one's own; refused while one's post requires it."""
    if by.holds(*rule_in_force().factor_roles):
        raise Refused(no(f"不能停用：{by.role_text}必须用动态口令。换手机，请管理员重置后重新绑定。"))
    factor = _ensure_code(user, code, by=by, at=at)
    with transaction.atomic():
        _note("停用动态口令", user, by=by, at=at)
        factor.delete()


@transaction.atomic
def reset_second_factor(*, user: User, reason: str, by: Actor, at: datetime) -> None:
    """重置动态口令 — by an administrator, with a reason; the person enrols anew.

    Raises `Refused` without a reason, or when there is nothing to reset.
    """
    at = audit.take_turn(at)
    if not reason.strip():
        raise Refused(no("“原因”是空的。请写明为什么重置，比如“换手机”。"))
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        raise Refused(no(f"{user.username} 没有绑定动态口令，不用重置。"))
    factor.delete()
    _note("重置动态口令", user, by=by, at=at, reason=reason.strip()[:200])


def _in_force(user: User) -> SecondFactor | None:
    rows = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False)
    return rows.first()


def _ensure_code(user: User, code: str, *, by: Actor, at: datetime) -> SecondFactor:
    verdict = check_code(user=user, code=code, by=by, at=at)
    if not verdict:
        raise Refused(verdict)
    return SecondFactor.objects.get(user=user)


def _new_codes(factor: SecondFactor) -> tuple[str, ...]:
    codes = factors.new_recovery_codes()
    factor.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(factor=factor, code_hash=factors.hash_of(code)) for code in codes]
    )
    return codes


def _use_recovery(factor: SecondFactor, code: str, *, at: datetime) -> bool:
    unused = RecoveryCode.objects.filter(factor=factor, used_at__isnull=True)
    return bool(unused.filter(code_hash=factors.hash_of(code)).update(used_at=at))


def _left(factor: SecondFactor) -> int:
    return RecoveryCode.objects.filter(factor=factor, used_at__isnull=True).count()

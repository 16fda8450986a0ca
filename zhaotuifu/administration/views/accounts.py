"""账号页面 — list, open, one account and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.administration import handing_over
from zhaotuifu.administration.forms import (
    AccountForm,
    CorrectForm,
    EndForm,
    HandOverForm,
    PostForm,
    ReasonForm,
    SeekForm,
)
from zhaotuifu.kernel.actor import Role
from zhaotuifu.kernel.names import mask_phone
from zhaotuifu.kernel.pages import page_number
from zhaotuifu.kernel.verdict import Refused
from zhaotuifu.parties import accounts, actions_accounts
from zhaotuifu.parties.access import ActedRequest, open_to
from zhaotuifu.parties.accounts import AccountLine
from zhaotuifu.parties.actions_factor import reset_second_factor
from zhaotuifu.parties.models import Post, User
from zhaotuifu.parties.queries import organisation_with_id, user_named


@open_to(Role.ADMIN)
def account_list(request: ActedRequest) -> HttpResponse:
    """账号清单 — search by account, name, organisation, role and state."""
    form = SeekForm(request.GET)
    page = accounts.accounts(form.sought(), page_number(request.GET.get("page")), timezone.localdate())
    return render(request, "administration/accounts.html", {"form": form, "page": page})


@open_to(Role.ADMIN, methods=("GET", "POST"))
def account_new(request: ActedRequest) -> HttpResponse:
    """开账号 — with its first post; the password is shown once."""
    today = timezone.localdate()
    form = AccountForm(request.POST or None, initial={"from_on": today})
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, "administration/account_form.html")
    given = dict(form.cleaned_data)
    place = organisation_with_id(given.pop("organisation"))
    try:
        user, password = actions_accounts.open_for(
            **given | {"role": Role(given["role"])}, organisation=place, by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("username" if "账号" in refusal.verdict.sentence else None, refusal.verdict.sentence)
        return _form(request, form, "administration/account_form.html")
    return _once(request, user, password, "账号已开")


@open_to(Role.ADMIN)
def account_page(request: ActedRequest, user_id: int) -> HttpResponse:
    """一个账号 — its posts, what was done with it, what may be done."""
    return _page(request, *_found(user_id))


@open_to(Role.ADMIN, methods=("POST",))
def account_correct(request: ActedRequest, user_id: int) -> HttpResponse:
    """更正账号 — name and telephone."""
    user, line = _found(user_id)
    form = CorrectForm(request.POST, kept=user.phone)
    if not form.is_valid():
        return _page(request, user, line, correct=form)
    return _done(
        request, user, "已更正。",
        lambda: actions_accounts.correct_account(
            user=user, **form.cleaned_data, by=request.actor, at=timezone.now()
        ),
    )


@open_to(Role.ADMIN, methods=("POST",))
def account_switch(request: ActedRequest, user_id: int) -> HttpResponse:
    """停用、启用."""
    user, line = _found(user_id)
    form, to_active = ReasonForm(request.POST, prefix="switch"), request.POST.get("to") == "active"
    if not form.is_valid():
        return _page(request, user, line, switch=form)
    return _done(
        request, user, "已启用。" if to_active else "已停用，已经登录的马上退出。",
        lambda: actions_accounts.switch_account(
            user=user, is_active=to_active, reason=form.cleaned_data["reason"], by=request.actor,
            at=timezone.now(), today=timezone.localdate(),
        ),
    )


@open_to(Role.ADMIN, methods=("POST",))
def account_reset(request: ActedRequest, user_id: int) -> HttpResponse:
    """重置密码 — the new one is shown once, and changed at the first sign-in."""
    user, line = _found(user_id)
    form = ReasonForm(request.POST, prefix="reset")
    if not form.is_valid():
        return _page(request, user, line, reset=form)
    try:
        password = actions_accounts.reset_password(
            user=user, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error("reason", refusal.verdict.sentence)
        return _page(request, user, line, reset=form)
    return _once(request, user, password, "密码已重置")


@open_to(Role.ADMIN, methods=("POST",))
def account_factor_reset(request: ActedRequest, user_id: int) -> HttpResponse:
    """重置动态口令 — the person enrols anew at the next sign-in."""
    user, line = _found(user_id)
    form = ReasonForm(request.POST, prefix="factor")
    if not form.is_valid():
        return _page(request, user, line, factor=form)
    return _done(
        request, user, "动态口令已重置，本人登录后重新绑定。",
        lambda: reset_second_factor(
            user=user, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now()
        ),
    )


@open_to(Role.ADMIN, methods=("POST",))
def account_post(request: ActedRequest, user_id: int) -> HttpResponse:
    """任岗."""
    user, line = _found(user_id)
    form = PostForm(request.POST)
    if not form.is_valid():
        return _page(request, user, line, post=form)
    given = form.cleaned_data
    try:
        actions_accounts.appoint(
            user=user, organisation=organisation_with_id(given["organisation"]), role=Role(given["role"]),
            from_on=given["from_on"], to_on=given["to_on"], by=request.actor, at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("from_on", refusal.verdict.sentence)
        return _page(request, user, line, post=form)
    messages.success(request, "已任岗。")
    return redirect("account_page", user.pk)


@open_to(Role.ADMIN, methods=("GET", "POST"))
def account_end(request: ActedRequest, user_id: int, post_id: int) -> HttpResponse:
    """离岗 — one post, with its last day."""
    today = timezone.localdate()
    post = accounts.post_of(user_id, post_id)
    if post is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"last_on": today})
    if request.method == "POST" and form.is_valid() and _ended(request, form, post):
        return redirect("account_page", user_id)
    return _form(request, form, "administration/account_end.html", post=post)


def _ended(request: ActedRequest, form: EndForm, post: Post) -> bool:
    try:
        actions_accounts.end_post(
            post=post, last_on=form.cleaned_data["last_on"], by=request.actor, at=timezone.now(),
            today=timezone.localdate(),
        )
    except Refused as refusal:
        form.add_error("last_on", refusal.verdict.sentence)
        return False
    messages.success(request, "已记离岗。办过的事都留着。")
    return True


@open_to(Role.ADMIN, methods=("GET", "POST"))
def account_hand_over(request: ActedRequest, user_id: int) -> HttpResponse:
    """交接 — first what would move, then it moves."""
    today = timezone.localdate()
    giver, line = _found(user_id)
    form = HandOverForm(request.POST or None, initial={"from_on": today})
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, "administration/hand_over.html", line=line)
    try:
        taker = user_named(form.cleaned_data["taker"])
        if "sure" in request.POST:
            return _hand_over(request, form, giver, taker)
        taking = accounts.lines_of([taker], today)[0]
        seen = handing_over.preview(line, taking)
    except Refused as refusal:
        form.add_error("taker", refusal.verdict.sentence)
        return _form(request, form, "administration/hand_over.html", line=line)
    return render(
        request, "administration/hand_over.html",
        {"form": form, "line": line, "seen": seen, "taker": taking},
    )


def _hand_over(request: ActedRequest, form: HandOverForm, giver: User, taker: User) -> HttpResponse:
    posts, things = handing_over.hand_over(
        giver=giver, taker=taker, from_on=form.cleaned_data["from_on"],
        reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now(), today=timezone.localdate(),
    )
    messages.success(request, f"已交接：{posts} 个岗位，{things} 件随人的东西，归 {taker.name}。")
    return redirect("account_page", giver.pk)


def _found(user_id: int) -> tuple[User, AccountLine]:
    found = accounts.account(user_id, timezone.localdate())
    if found is None:
        raise Http404
    return found


def _done(request: ActedRequest, user: User, sentence: str, act: Any) -> HttpResponse:
    try:
        act()
        messages.success(request, sentence)
    except Refused as refusal:
        messages.warning(request, refusal.verdict.sentence)
    return redirect("account_page", user.pk)


def _form(request: ActedRequest, form: Any, template: str, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form} | more, status=422 if form.errors else 200)


def _once(request: ActedRequest, user: User, password: str, title: str) -> HttpResponse:
    """The password stands on this answer alone, and in no cache."""
    context = {"user": user, "password": password, "title": title, "back": reverse("account_page", args=[user.pk])}
    answer = render(request, "administration/password_once.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request: ActedRequest, user: User, line: AccountLine, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    ready = {
        "correct": CorrectForm(initial={"name": user.name, "phone": mask_phone(user.phone)}),
        "switch": ReasonForm(prefix="switch"), "reset": ReasonForm(prefix="reset"),
        "factor": ReasonForm(prefix="factor"),
        "post": PostForm(initial={"from_on": today}),
    } | forms
    return render(
        request, "administration/account.html",
        {"line": line, "forms": ready, "has_factor": accounts.has_factor(user.pk),
         "is_own": user.pk == request.actor.user_id,
         "disabling": actions_accounts.can_disable(request.actor, user, today)},
        status=422 if forms else 200,
    )

"""项目库页面 — new project, correct, stop and withdraw."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from zhaotuifu.kernel.actor import Actor, Role
from zhaotuifu.kernel.verdict import Conflict, Refused, Unclear, ensure
from zhaotuifu.parties.access import ActedRequest, open_to, signed_in
from zhaotuifu.parties.queries import open_zones
from zhaotuifu.projects import actions, checking, gauging, queries
from zhaotuifu.projects.access import can_change_standing, can_create, can_edit, can_place
from zhaotuifu.projects.forms import ProjectForm, StandingForm, initial_of
from zhaotuifu.projects.memberships import packed_of
from zhaotuifu.projects.models import Project
from zhaotuifu.projects.packages import Packed
from zhaotuifu.projects.sizes import advice, size_of
from zhaotuifu.projects.states import STANDING_MOVES, Standing

STANDING_TEXTS = {
    Standing.STOPPED: "停缓建的项目留在库里，进度表照列，月报可以继续报。",
    Standing.ACTIVE: "恢复后按原来的级别和计划继续算。",
    Standing.WITHDRAWN: "退库后从名单、指标和进度表里去掉，从退库那天起算；记录都留着，可以恢复。",
}


@open_to(Role.OFFICE, Role.ZONE, methods=("GET", "POST"))
def project_new(request: ActedRequest) -> HttpResponse:
    """新建项目 — only a name and a 板块 are needed; the rest goes to 待补."""
    ensure(can_create(request.actor))
    today = timezone.localdate()
    year = _year(request, today.year)
    places = _own_zones(request.actor)
    form = ProjectForm(
        request.POST or None, zones=places, not_before=None, today=today, may_place=can_create(request.actor),
        rates=gauging.rates_known(),
        initial={"zone_ids": [places[0][0]] if len(places) == 1 else []},
    )
    if request.method == "POST" and form.is_valid():
        try:
            project_id = _create(request, form, year)
        except Refused as refusal:
            _put(form, refusal)
        else:
            told = f"“{form.cleaned_data['name']}”已入库。接着填报月报或补齐数据。"
            messages.success(request, told + form.filled_words)
            return redirect(_page(project_id, year))
    return _form_page(request, form, title="新建项目", year=year, back=reverse("project_list"))


@signed_in("GET", "POST")
def project_edit(request: ActedRequest, project_id: int) -> HttpResponse:
    """修改项目 — identity, listing, plan and profile of a year."""
    project, snapshot, year = _found(request, project_id)
    ensure(can_edit(request.actor, snapshot.zone_ids))
    since = queries.last_word_on(project, year)
    form = ProjectForm(
        request.POST or None, zones=_own_zones(request.actor), not_before=since,
        may_place=can_place(request.actor, snapshot.zone_ids), today=timezone.localdate(),
        checked=checking.checked_of(project.pk), rates=gauging.rates_known(),
        initial=_initial(project, snapshot, year, since),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _correct(request, project, form, year)
            except Refused as refusal:
                status = _put(form, refusal)
            else:
                messages.success(request, f"“{project.name}”已保存。{form.filled_words}")
                return redirect(_page(project.pk, year))
    return _form_page(
        request, form, title="修改项目", year=year, back=_page(project.pk, year), name=project.name,
        status=status, advice=_advice(snapshot),
    )


@signed_in("GET", "POST")
def project_standing(request: ActedRequest, project_id: int) -> HttpResponse:
    """停缓建、复工、退库、恢复 — with the day and the reason."""
    project, snapshot, year = _found(request, project_id)
    ensure(can_edit(request.actor, snapshot.zone_ids))
    target = _target(request)
    back = _page(project.pk, year)
    form = StandingForm(
        request.POST or None, not_before=queries.last_standing_on(project), today=timezone.localdate(),
        initial={"on": timezone.localdate(), "was": project.standing},
    )
    if request.method != "POST":
        ensure(can_change_standing(request.actor, snapshot.zone_ids, project.standing, target))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            _change_standing(request, project, snapshot.zone_ids, target, form)
        except Conflict as conflict:
            status = _put(form, conflict)
        else:
            messages.success(request, f"“{project.name}”现在是“{target.label}”。")
            return redirect(back)
    move = STANDING_MOVES.get((form["was"].value(), target))
    return render(
        request, "projects/standing.html",
        {"form": form, "project": project, "target": target, "back": back,
         "verb": move.verb if move else target.label, "text": STANDING_TEXTS[target]},
        status=status,
    )


@transaction.atomic
def _create(request: ActedRequest, form: ProjectForm, year: int) -> int:
    ensure(can_place(request.actor, form.cleaned_data["zone_ids"]))
    at = timezone.now()
    said = actions.Statement(form.said(), origin="页面新建")
    [project_id] = actions.state_projects(
        [said], year=year, about_from=date(year, 1, 1), by=request.actor, at=at
    )
    if form.confirmed:
        project = queries.find(request.actor, project_id)
        assert project is not None  # it was made just now, where the person may place it
        checking.confirm_values(project=project, values=form.confirmed, by=request.actor, at=at)
    return project_id


@transaction.atomic
def _correct(request: ActedRequest, project: Project, form: ProjectForm, year: int) -> None:
    values = form.said()
    if "zone_ids" in values:
        ensure(can_place(request.actor, values["zone_ids"]))
    if not values:
        return
    actions.correct_project(
        project=project, values=values, year=year, about_from=form.cleaned_data["about_from"],
        revision=form.cleaned_data["revision"], reason=form.cleaned_data["reason"],
        by=request.actor, at=timezone.now(),
    )
    if form.confirmed:
        checking.confirm_values(
            project=project, values=form.confirmed, reason=form.cleaned_data["reason"],
            by=request.actor, at=timezone.now(),
        )


def _change_standing(request, project, zone_ids, target, form) -> None:
    """The form says from which standing it was opened; another one since then is a lost race."""
    if form.cleaned_data["was"] != project.standing:
        raise Conflict("已被他人处理：这个项目的在库状态刚刚变了。请回项目页看看，再决定要不要办。")
    ensure(can_change_standing(request.actor, zone_ids, project.standing, target))
    actions.change_standing(
        project=project, to=target, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"],
        by=request.actor, at=timezone.now(),
    )


def _found(request: ActedRequest, project_id: int) -> tuple[Project, queries.Snapshot, int]:
    """The project with what is said of it in the year, or 404."""
    project = queries.find(request.actor, project_id)
    if project is None:
        raise Http404
    year = _year(request, queries.latest_listed_year(project) or timezone.localdate().year)
    known = queries.snapshots([project.pk], year=year, as_of=date(year, 12, 31))
    return project, known[project.pk], year


def _year(request: ActedRequest, fallback: int) -> int:
    """The year in the address; one that cannot be is refused: nobody knows what would be written."""
    text = request.GET.get("year", "")
    if not text:
        return fallback
    if len(text) == 4 and text.isascii() and text.isdigit() and 1990 <= int(text) <= 2100:
        return int(text)
    raise Unclear(f"年度“{text[:40]}”不对。请写 1990 到 2100 之间的年份，例如 2025。")


def _target(request: ActedRequest) -> Standing:
    try:
        return Standing(request.GET.get("to", ""))
    except ValueError:
        raise Http404 from None


def _own_zones(actor: Actor) -> list[tuple[int, str]]:
    """The 板块 a person may put projects into."""
    own = actor.organisations(Role.ZONE)
    there = open_zones(timezone.localdate())
    return [(z.id, z.name) for z in there if actor.holds(Role.OFFICE) or z.id in own]


def _page(project_id: int, year: int) -> str:
    return f"{reverse('project_page', args=[project_id])}?year={year}"


def _put(form, refusal: Refused) -> int:
    """The sentence stands at its field if it names one; what was typed stays."""
    sentence = refusal.verdict.sentence
    form.add_error("code" if sentence.startswith("项目代码") and "code" in form.fields else None, sentence)
    return 409 if isinstance(refusal, Conflict) else 422


def _initial(
    project: Project, snapshot: queries.Snapshot, year: int, since: date
) -> dict[str, object]:
    packed = packed_of([project.pk], as_of=date(year, 12, 31)).get(project.pk, Packed(project.pk))
    return initial_of(snapshot, packed, about_from=since, revision=queries.revision_of(project))


def _advice(snapshot: queries.Snapshot) -> str:
    """按规模列哪个级别 — of a listed project; a hint beside the form."""
    listing, today = snapshot.listing(), timezone.localdate()
    if listing is None:
        return ""
    size = size_of(snapshot.profile, gauging.rates_known(), today)
    return advice(size, listing.level, gauging.thresholds_on(today))


def _form_page(
    request, form, *, title, year, back, name="", status=None, advice=""
) -> HttpResponse:
    status = status or (422 if form.is_bound else 200)
    return render(
        request, "projects/project_form.html",
        {"form": form, "title": title, "year": year, "back": back, "name": name,
         "advice": advice}, status=status,
    )

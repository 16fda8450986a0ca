"""台账网址 — the register, one import, its answers, and the files."""

from django.urls import path

from zhaotuifu.ledger import cell_views, learnt_views, views

urlpatterns = [
    path("ledger/", views.ledger_list, name="ledger_list"),
    path("ledger/learnt/", learnt_views.ledger_learnt, name="ledger_learnt"),
    path(
        "ledger/learnt/<int:mapping_id>/", learnt_views.ledger_learnt_column,
        name="ledger_learnt_column",
    ),
    path(
        "ledger/learnt/names/<int:decision_id>/", learnt_views.ledger_learnt_name,
        name="ledger_learnt_name",
    ),
    path(
        "ledger/learnt/answers/<int:decision_id>/", learnt_views.ledger_learnt_answer,
        name="ledger_learnt_answer",
    ),
    path("ledger/export/", views.ledger_export, name="ledger_export"),
    path("ledger/export/people/", views.ledger_people, name="ledger_people"),
    path("ledger/<int:import_id>/", views.ledger_preview, name="ledger_preview"),
    path("ledger/<int:import_id>/progress/", views.ledger_progress, name="ledger_progress"),
    path("ledger/<int:import_id>/again/", views.ledger_again, name="ledger_again"),
    path("ledger/<int:import_id>/answer/", views.ledger_answer, name="ledger_answer"),
    path("ledger/<int:import_id>/commit/", views.ledger_commit, name="ledger_commit"),
    path("ledger/<int:import_id>/undo/", views.ledger_undo, name="ledger_undo"),
    path("ledger/<int:import_id>/drop/", views.ledger_drop, name="ledger_drop"),
    path("ledger/<int:import_id>/original/", views.ledger_original, name="ledger_original"),
    path("ledger/<int:import_id>/cell/", cell_views.ledger_cell, name="ledger_cell"),
    path("ledger/<int:import_id>/problems/", views.ledger_problems, name="ledger_problems"),
]

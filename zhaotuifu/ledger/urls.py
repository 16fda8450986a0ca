"""台账网址 — the register, one import, its answers, and the files."""

from django.urls import path

from zhaotuifu.ledger import views

urlpatterns = [
    path("ledger/", views.ledger_list, name="ledger_list"),
    path("ledger/export/", views.ledger_export, name="ledger_export"),
    path("ledger/<int:import_id>/", views.ledger_preview, name="ledger_preview"),
    path("ledger/<int:import_id>/answer/", views.ledger_answer, name="ledger_answer"),
    path("ledger/<int:import_id>/commit/", views.ledger_commit, name="ledger_commit"),
    path("ledger/<int:import_id>/undo/", views.ledger_undo, name="ledger_undo"),
    path("ledger/<int:import_id>/drop/", views.ledger_drop, name="ledger_drop"),
    path("ledger/<int:import_id>/original/", views.ledger_original, name="ledger_original"),
    path("ledger/<int:import_id>/problems/", views.ledger_problems, name="ledger_problems"),
]

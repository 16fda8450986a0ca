"""结转网址 — the register, one carry-over, and what is done with it."""

from django.urls import path

from zhaotuifu.carryover import views

urlpatterns = [
    path("carry-over/", views.carry_list, name="carry_list"),
    path("carry-over/<int:carry_id>/", views.carry_page, name="carry_page"),
    path("carry-over/<int:carry_id>/fill/", views.carry_fill, name="carry_fill"),
    path("carry-over/<int:carry_id>/alike/", views.carry_alike, name="carry_alike"),
    path("carry-over/<int:carry_id>/ask/", views.carry_ask, name="carry_ask"),
    path("carry-over/<int:carry_id>/propose/", views.carry_propose, name="carry_propose"),
    path("carry-over/<int:carry_id>/commit/", views.carry_commit, name="carry_commit"),
    path("carry-over/<int:carry_id>/undo/", views.carry_undo, name="carry_undo"),
    path("carry-over/<int:carry_id>/drop/", views.carry_drop, name="carry_drop"),
    path("carry-over/<int:carry_id>/progress/", views.carry_progress, name="carry_progress"),
    path("carry-over/<int:carry_id>/excel/", views.carry_excel, name="carry_excel"),
]

"""目标网址."""

from django.urls import path

from zhaotuifu.targets import views

urlpatterns = [
    path("targets/", views.target_list, name="target_list"),
    path("targets/start/", views.target_start, name="target_start"),
    path("targets/<int:sheet_id>/", views.target_sheet, name="target_sheet"),
    path("targets/<int:sheet_id>/save/", views.target_save, name="target_save"),
    path("targets/<int:sheet_id>/move/", views.target_move, name="target_move"),
    path("targets/<int:sheet_id>/file/", views.target_file, name="target_file"),
    path("targets/<int:sheet_id>/excel/", views.target_excel, name="target_excel"),
]

"""收报网址 — the round by 板块, and reminding."""

from django.urls import path

from zhaotuifu.collection import views

urlpatterns = [
    path("collection/", views.collection_page, name="collection_page"),
    path("collection/remind/", views.collection_remind, name="collection_remind"),
]

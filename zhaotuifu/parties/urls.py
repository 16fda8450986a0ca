"""组织人员网址."""

from django.urls import path

from zhaotuifu.parties import views

urlpatterns = [
    path("signin/", views.signin, name="signin"),
    path("signout/", views.signout, name="signout"),
]

"""指标网址."""

from django.urls import path

from zhaotuifu.indicators import views

urlpatterns = [
    path("indicators/", views.indicator_list, name="indicator_list"),
    path("indicators/<str:code>/", views.indicator_page, name="indicator_page"),
]

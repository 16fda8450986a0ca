"""指标网址."""

from django.urls import path

from zhaotuifu.indicators import difference_views, views

urlpatterns = [
    path("indicators/", views.indicator_list, name="indicator_list"),
    path("indicators/conversion/", views.signing_funnel, name="signing_funnel"),
    path(
        "indicators/<str:code>/definition/", views.indicator_definition, name="indicator_definition"
    ),
    path(
        "indicators/<str:code>/difference/", difference_views.indicator_difference,
        name="indicator_difference",
    ),
    path("indicators/<str:code>/", views.indicator_page, name="indicator_page"),
]

"""指标网址."""

from django.urls import path

from zhaotuifu.indicators import attainment_views, difference_views, views

urlpatterns = [
    path("targets/completion/", attainment_views.target_completion, name="target_completion"),
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

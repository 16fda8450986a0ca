"""组织人员网址."""

from django.urls import path

from zhaotuifu.parties.views import security, signin

urlpatterns = [
    path("signin/", signin.signin, name="signin"),
    path("signin/code/", signin.signin_code, name="signin_code"),
    path("signout/", signin.signout, name="signout"),
    path("account/", security.account_security, name="account_security"),
    path("account/password/", security.account_password, name="account_password"),
    path("account/factor/", security.account_factor, name="account_factor"),
    path("account/factor/begin/", security.factor_begin, name="factor_begin"),
    path("account/factor/confirm/", security.factor_confirm, name="factor_confirm"),
    path("account/factor/codes/", security.factor_codes, name="factor_codes"),
    path("account/factor/drop/", security.factor_drop, name="factor_drop"),
    path("account/sessions/end/", security.sessions_end, name="sessions_end"),
    path("account/sessions/<int:session_id>/end/", security.session_end, name="session_end"),
    path("account/seen/", security.account_seen, name="account_seen"),
]

"""网址去处 — a reader of the screen finds the code behind it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def where(url: str) -> str:
    out = StringIO()
    call_command("where", url, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("url", ["/signin/", "http://127.0.0.1:8000/signin/?next=/"])
def test_the_sign_in_page_is_found_with_who_may_open_it(url):
    words = where(url)
    assert "zhaotuifu.parties.views.signin.signin" in words
    assert "zhaotuifu/parties/views/signin.py:" in words
    assert "不用登录　GET/POST" in words
    assert "用到　zhaotuifu.parties.forms.SigninForm" in words
    assert "用到　模板 parties/signin.html" in words


def test_a_page_that_needs_an_account_says_so():
    assert "登录后　POST" in where("/signout/")


@pytest.mark.parametrize("url", ["", "/no/such/page/"])
def test_an_unknown_address_is_refused_with_an_example(url):
    with pytest.raises(CommandError, match="没有视图回答"):
        where(url)

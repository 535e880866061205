import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views.defaults import bad_request, permission_denied, server_error


@pytest.mark.parametrize(
    ("view", "status", "sentence"),
    [
        (bad_request, 400, "This could not be understood"),
        (permission_denied, 403, "This page is not for you"),
    ],
)
def test_error_has_a_page_that_says_what_to_do(view, status, sentence):
    response = view(RequestFactory().get("/"), Exception())

    assert response.status_code == status
    assert sentence in response.text


def test_page_of_our_own_mistake_needs_neither_request_nor_database():
    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "This is our mistake, not yours" in response.text
    assert "csrfmiddlewaretoken" not in response.text


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_every_error_page_leads_to_the_start(name):
    assert 'href="/"' in render_to_string(f"{name}.html")

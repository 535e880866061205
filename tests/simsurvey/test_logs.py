import logging

from simsurvey.logs import HideTokens


def test_no_token_reaches_the_log(caplog):
    caplog.handler.addFilter(HideTokens())

    logging.getLogger("django.request").error("Error: %s", "/p/aB3-x_Yz0123456789abcdefghijkl/2/")

    assert caplog.messages == ["Error: /p/…/2/"]

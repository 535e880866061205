"""`python -m simsurvey.health`: exit 0 when the web server beside it answers with a page.

It asks as the proxy would, because the site answers only under its name and over HTTPS.
"""

import http.client
import os
import sys


def answers(host: str, port: int, *, timeout: float = 4) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", "/", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    sys.exit(not answers(name, int(os.environ.get("PORT", "8000"))))

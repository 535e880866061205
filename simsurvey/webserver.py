"""gunicorn's settings, embedded and in production: `gunicorn -c python:simsurvey.webserver`."""

import os

wsgi_app = "simsurvey.wsgi:application"
worker_class = "gthread"
# Two processes, so that a chart that is being drawn for one person delays nobody else.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
timeout = 60  # seconds without a sign of life, after which a process is replaced
graceful_timeout = 10
keepalive = 5
# No list of who asked for what: participants' links are secrets.
accesslog = None
# Its warnings name the address that a malformed request came from.
loglevel = "error"
# Its place would be shared by every gunicorn of this user.
control_socket_disable = True

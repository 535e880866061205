# One image for the web server, the workers and the one-off migration; docker-compose.yml says which.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    SIMSURVEY_DATA_DIR=/data \
    PATH=/app/.venv/bin:$PATH
WORKDIR /app

# Alone first: this layer is made again only when a lock changes.
COPY requirements requirements
RUN python requirements/install.py run && rm -rf /root/.cache

COPY manage.py ./
COPY simsurvey simsurvey
COPY recommender recommender
COPY surveys surveys
COPY templates templates
COPY static static
COPY locale locale

RUN useradd --system --uid 10001 survey && install -d -o survey /data
USER survey
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "-c", "python:simsurvey.webserver", "--bind", "0.0.0.0:8000"]

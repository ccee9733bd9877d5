# One image for every process of the desk; the command says which: web, worker, worker-prompt, beat.

FROM python:3.13-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/runtime.txt /tmp/runtime.txt
RUN /opt/venv/bin/python -m pip install --require-hashes --only-binary :all: -r /tmp/runtime.txt

FROM python:3.13-slim-bookworm
RUN groupadd --system --gid 10001 desk \
    && useradd --system --uid 10001 --gid desk --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin desk \
    && install -d -o desk -g desk /data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/desk
COPY . .
# Celery would check all of Django at each start of a worker; `prepare` has checked the settings.
ENV CELERY_SKIP_CHECKS=1 \
    PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/srv/desk \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=feedback_desk.settings \
    FEEDBACK_DESK_DATA_DIR=/data \
    FEEDBACK_DESK_BIND=0.0.0.0:8000
RUN python -m feedback_desk.runtime compile-translations \
    && python -m compileall -q feedback_desk tickets channels analytics
USER desk
VOLUME /data
EXPOSE 8000
# As process 1 the programs get the signals of `docker stop` themselves.
ENTRYPOINT ["python", "-m", "feedback_desk.runtime"]
CMD ["run", "web"]

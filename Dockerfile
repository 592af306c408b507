# The environment, from the lock file; nothing of pip's work reaches the image that runs.
FROM python:3.13-slim AS environment
COPY requirements.lock .
RUN python -m venv /environment \
    && /environment/bin/python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock

FROM python:3.13-slim
# Letters with accents in pictures of forest plots.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
RUN useradd --system --no-create-home --shell /usr/sbin/nologin tracewell
COPY --from=environment /environment /environment
WORKDIR /tracewell
COPY . .
ENV PATH=/environment/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    COLLECTED_STATIC=1 PORT=8000 WEB_CONCURRENCY=2
# Static files are part of the image. They need no database and no key; the laptop's defaults do.
RUN DATABASE_URL=sqlite://:memory: python manage.py collectstatic --no-input
# Uploaded files outlive the container: mount a volume here.
ENV MEDIA_ROOT=/media
RUN install --directory --owner=tracewell /media
VOLUME /media
USER tracewell
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["scripts/serve"]

# The program for production: PostgreSQL and Valkey are named in the environment (docker-compose.yml).

FROM node:24-slim AS assets
WORKDIR /assets
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim AS packages
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 kam && mkdir -p /data && chown kam /data
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 KAM_DATA_DIR=/data
COPY --from=packages /app/.venv .venv
COPY . .
COPY --from=assets /assets/node_modules node_modules
# Collecting needs the settings to be there, and nothing of what they name.
RUN for po in locale/*/LC_MESSAGES/*.po; do \
        [ ! -f "$po" ] || pybabel --quiet compile -i "$po" -o "${po%.po}.mo"; done \
    && KAM_SECRET_KEY=none KAM_DATABASE_URL=postgresql:///none KAM_REDIS_URL=redis://none KAM_DATA_DIR=/tmp/build \
        python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build
USER kam
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "kam_crm.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--timeout", "60"]

# The wheel and the exact dependencies of uv.lock are made in the first stage; the second one has nothing else.
FROM python:3.12-slim AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /source
COPY pyproject.toml uv.lock README.md LICENSE CHANGELOG.md ./
COPY src src
COPY messages messages
COPY migrations migrations
COPY examples examples
RUN uv build --wheel --out-dir /wheel \
    && uv export --frozen --no-dev --all-extras --no-emit-project --output-file /wheel/requirements.txt \
    && uv venv /opt/engagebot \
    && uv pip install --python /opt/engagebot/bin/python --require-hashes -r /wheel/requirements.txt \
    && uv pip install --python /opt/engagebot/bin/python --no-deps /wheel/*.whl

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home engagebot \
    && install --directory --owner=engagebot /data
COPY --from=build /opt/engagebot /opt/engagebot
ENV PATH=/opt/engagebot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ENGAGEBOT_DATABASE_URL=sqlite+aiosqlite:////data/engagebot.sqlite \
    ENGAGEBOT_HOST=0.0.0.0 \
    ENGAGEBOT_PORT=8080 \
    ENGAGEBOT_LOG_FORMAT=json
USER engagebot
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['ENGAGEBOT_PORT'] + '/health', timeout=4)"]
CMD ["engagebot", "serve"]

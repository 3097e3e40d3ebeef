# Two stages: the environment is built with uv, the image runs it as an ordinary user.
FROM python:3.12-slim AS build
WORKDIR /src
RUN pip install --no-cache-dir "uv>=0.9"
COPY pyproject.toml uv.lock README.md LICENSE NOTICE ./
COPY src ./src
COPY crawlers ./crawlers
COPY pipelines ./pipelines
COPY config ./config
ENV UV_PROJECT_ENVIRONMENT=/opt/vigie
RUN uv sync --frozen --no-dev --no-editable --extra postgres

FROM python:3.12-slim
RUN useradd --system --create-home --home-dir /var/lib/vigie vigie
COPY --from=build /opt/vigie /opt/vigie
ENV PATH=/opt/vigie/bin:$PATH VIGIE_HOST=0.0.0.0 VIGIE_DATABASE=sqlite:////var/lib/vigie/vigie.db
USER vigie
WORKDIR /var/lib/vigie
VOLUME /var/lib/vigie
EXPOSE 8642
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8642/health', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["vigie", "serve"]

# Two stages: what builds stays behind, what runs is Python, the locked dependencies and the two packages.
FROM python:3.11-slim-bookworm AS build
RUN python -m pip install --no-cache-dir "uv>=0.7"
WORKDIR /src
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --extra postgresql --no-install-project --no-editable
COPY crawler crawler
COPY monitor monitor
COPY config config
RUN uv sync --frozen --no-dev --extra postgresql --no-editable

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin noticewatch \
    && install -d -o noticewatch -g noticewatch /data
COPY --from=build /src/.venv /src/.venv
ENV PATH="/src/.venv/bin:$PATH" PYTHONUNBUFFERED=1 NOTICEWATCH_CONFIG=/data
USER noticewatch
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["noticewatch"]
CMD ["run"]

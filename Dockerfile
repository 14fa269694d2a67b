# What builds stays behind; what runs is Python and one folder with the locked dependencies and the program. The target `full`
# adds a browser.
FROM python:3.11-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /opt/noticewatch
COPY requirements-uv.txt ./
RUN python -m pip install --no-cache-dir --require-hashes --requirement requirements-uv.txt
# The dependencies are a layer of their own, which a change of the program leaves as it is.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --extra postgresql --extra cluster --extra web --no-install-project
COPY README.md LICENSE ./
COPY crawler crawler
COPY monitor monitor
COPY noticewatch noticewatch
COPY config config
RUN uv sync --frozen --no-dev --extra postgresql --extra cluster --extra web --no-editable

FROM python:3.11-slim-bookworm AS runtime
# A volume that is empty takes over the owner of the folder it is mounted on.
RUN useradd --system --uid 10001 --user-group --home-dir /tmp --shell /usr/sbin/nologin noticewatch \
    && install -d -o noticewatch -g noticewatch /data
COPY --from=build /opt/noticewatch/.venv /opt/noticewatch/.venv
ENV PATH="/opt/noticewatch/.venv/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 NOTICEWATCH_CONFIG=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s --retries=3 CMD ["noticewatch", "status", "--check"]
ENTRYPOINT ["noticewatch"]
# The page listens on this machine only, until `web` in noticewatch.yaml says otherwise.
EXPOSE 8000
CMD ["run", "--web"]

FROM build AS build-full
RUN uv sync --frozen --no-dev --extra postgresql --extra cluster --extra web --extra browser --extra ocr --no-editable

FROM runtime AS full
USER 0
# Security updates of Chromium come as new versions, so the version is not pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium-headless-shell libarchive-tools \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build-full /opt/noticewatch/.venv /opt/noticewatch/.venv
USER 10001:10001

# The last stage is what is built without a target.
FROM runtime AS default

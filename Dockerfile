# Two stages: what builds stays behind; what runs is Python and one folder with the locked dependencies and the program.
FROM python:3.11-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /opt/noticewatch
COPY requirements-uv.txt ./
RUN python -m pip install --no-cache-dir --require-hashes --requirement requirements-uv.txt
# The dependencies are a layer of their own, which a change of the program leaves as it is.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --extra postgresql --extra web --no-install-project
COPY README.md LICENSE ./
COPY crawler crawler
COPY monitor monitor
COPY noticewatch noticewatch
COPY config config
RUN uv sync --frozen --no-dev --extra postgresql --extra web --no-editable

FROM python:3.11-slim-bookworm
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

# evplan in a container: demo, plan and compare without a network, as a user without rights. How to use it: docs/docker.md.
#   docker build -t evplan .
#   docker run --rm --network none -v "$PWD:/work" --user "$(id -u):$(id -g)" evplan plan city.toml --out results
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS wheels
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY planner planner
COPY geodata geodata
COPY configs configs
# Our own wheel first, then what it needs in the versions that the suite was run with.
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
    && pip wheel --no-cache-dir --wheel-dir /wheels --constraint constraints.txt /wheels/evplan-*.whl

FROM python:${PYTHON}-slim
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels evplan
# Downloads and compiled loops; every user may write there, for a container is run as whoever owns the folder at /work.
ENV EVPLAN_CACHE=/var/cache/evplan
RUN useradd --create-home --uid 10001 evplan \
    && mkdir -p /work "$EVPLAN_CACHE" && chmod 1777 "$EVPLAN_CACHE" && chown evplan /work
USER evplan
# The demo shows that nothing is missing and no network is asked, and leaves its loops compiled.
RUN --network=none evplan demo --quiet --out /tmp/demo && rm -r /tmp/demo
WORKDIR /work
ENTRYPOINT ["evplan"]
CMD ["--help"]

# meshc as a container: docker run --rm --volume "$PWD:/mesh" meshc validate deploy/shop
FROM python:3.13-slim AS build
COPY pyproject.toml constraints.txt README.md LICENSE /source/
COPY meshc /source/meshc
COPY grammar /source/grammar
COPY schemas /source/schemas
COPY examples /source/examples
RUN python -m venv /opt/meshc \
    && /opt/meshc/bin/pip install --no-cache-dir --constraint /source/constraints.txt /source

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 meshc
COPY --from=build /opt/meshc /opt/meshc
ENV PATH=/opt/meshc/bin:$PATH
USER meshc
WORKDIR /mesh
ENTRYPOINT ["meshc"]
CMD ["--help"]

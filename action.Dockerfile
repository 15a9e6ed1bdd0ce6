# Made from Dockerfile by `Scripts/image dockerfile`; change that one. Without a user: `complybot action` becomes the
# owner of the workspace before it reads anything, for nobody else may write the runner's files.
# By digest, so that the same commit builds the same image; another base is a build argument.
ARG SWIFT_IMAGE=docker.io/library/swift:6.3-bookworm@sha256:7060a792f4cd9eaa0d00826d941cec00ab8d252d33b8b28bc8e105f51f2dba73
ARG DEBIAN_IMAGE=docker.io/library/debian:bookworm-slim@sha256:abd67ffcfa541b485a3dff59865ab629aa048a6c613e639d36e7456b0b229241

FROM ${SWIFT_IMAGE} AS build
WORKDIR /complybot
# What is needed to build changes less often than what is built.
COPY Scripts Scripts
RUN Scripts/setup
COPY Package.swift Package.swift
COPY Fuzz/Targets Fuzz/Targets
COPY Tests Tests
COPY rules rules
COPY Sources Sources
# The program looks for both folders beside itself.
RUN program=$(Scripts/build-release) \
    && install -d /image/usr/bin /image/usr/lib/complybot/grammars \
    && install "$program" /image/usr/lib/complybot/complybot \
    && ln -s ../lib/complybot/complybot /image/usr/bin/complybot \
    && install --mode 0644 .build/grammars/*.so /image/usr/lib/complybot/grammars/ \
    && cp --recursive rules /image/usr/lib/complybot/rules

FROM ${DEBIAN_IMAGE}
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        ca-certificates libcurl4 libgit2-1.5 libpcre2-8-0 libseccomp2 libsqlite3-0 libssl3 \
        libstdc++6 libtree-sitter0 libvectorscan5 libyaml-0-2 libmicrohttpd12 zlib1g \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf /var/log/* \
    && groupadd --gid 65532 complybot \
    && useradd --uid 65532 --gid 65532 --no-log-init --create-home \
        --home-dir /var/lib/complybot --shell /usr/sbin/nologin complybot
COPY --from=build /image/ /

ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="complybot" \
    org.opencontainers.image.description="Keeps git repositories in line with written policies" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"

WORKDIR /repository
HEALTHCHECK --interval=1m --timeout=20s --start-period=10s CMD ["/usr/bin/complybot", "doctor"]
ENTRYPOINT ["/usr/bin/complybot"]
CMD ["help"]

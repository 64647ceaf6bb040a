# Sportello in a container. The image holds one static file and nothing else: no shell, no package manager, no root.
#
#   docker build -t sportello .
#   docker run -p 127.0.0.1:8080:8080 -v sportello:/data -v sportello-keys:/keys sportello
#
# The first line of the log says the code for the first-run page. The service speaks plain HTTP: publish it on loopback,
# as above, or put a proxy with TLS before it (the camera needs one too). The volume holds the journal: it must be a real
# disk with working fdatasync, and only one container may use it at a time. Key file and high-water mark have a volume of
# their own: whoever copies the data has no key, and an old copy put back is noticed.

FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
# What TLS stands on is partly C.
RUN apt-get update && apt-get install -y --no-install-recommends musl-tools=1.2.3-1 && rm -rf /var/lib/apt/lists/*
RUN rustup target add x86_64-unknown-linux-musl && mkdir /build/data /build/keys
COPY . .
RUN cargo build --release --locked --target x86_64-unknown-linux-musl

FROM scratch
COPY --from=build /build/target/x86_64-unknown-linux-musl/release/sportello /sportello
# The owner of a new volume is the owner of the folder it is mounted on.
COPY --from=build --chown=10001:10001 /build/data /data
COPY --from=build --chown=10001:10001 /build/keys /keys
USER 10001:10001
VOLUME /data /keys
EXPOSE 8080
# A container has a loopback of its own: here, and only here, listening on all addresses is what is wanted.
ENV SPORTELLO_DATA=/data SPORTELLO_LISTEN=0.0.0.0:8080 SPORTELLO_BEHIND_PROXY=true \
    SPORTELLO_KEY_FILE=/keys/station.key SPORTELLO_HIGH_WATER=/keys/high-water
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/sportello", "health"]
ENTRYPOINT ["/sportello"]
CMD ["serve"]

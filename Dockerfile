# En liten bild med fhplan för byggservrar:
#
#   docker build -t fhplan:0.1.0 .
#   docker run --rm -v "$PWD:/planer" -w /planer fhplan:0.1.0 fhplan check plans
#
# Programmet är en enda statisk fil. Bilden har också git, curl och jq, som skripten i ci/ behöver. Två andra mål finns:
#
#   docker build --target program …   bara programmet, inget annat
#   docker build --target nod …       också Node och bash, som Azure DevOps och Forgejo kör sina egna steg med
FROM rust:1.95-alpine AS bygg
RUN apk add --no-cache musl-dev
WORKDIR /kalla
COPY Cargo.toml Cargo.lock build.rs ./
COPY src src
COPY templates templates
# Mätningarna hör till paketet men inte till bilden; cargo vill att filen finns.
COPY benches benches
RUN cargo build --release --locked

FROM scratch AS program
COPY --from=bygg /kalla/target/release/fhplan /usr/local/bin/fhplan
ENTRYPOINT ["/usr/local/bin/fhplan"]

FROM alpine:3.22 AS server
RUN apk add --no-cache git curl jq
COPY --from=bygg /kalla/target/release/fhplan /usr/local/bin/fhplan
COPY ci/kontrollera ci/skillnad ci/dokument ci/sidbilder ci/kommentera /usr/local/lib/fhplan/
# Byggservern klonar som en annan användare än den som kör; git vägrar annars att läsa historiken.
RUN git config --system --add safe.directory '*'

FROM server AS nod
RUN apk add --no-cache bash nodejs shadow sudo
# Azures agent har en egen Node som inte går i Alpine; så här får den veta var den rätta finns.
LABEL com.azure.dev.pipelines.agent.handler.node.path=/usr/bin/node
CMD ["node"]

# Det som byggs när inget mål nämns.
FROM server

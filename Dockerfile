# The service with its admin console; one image for the roles api, worker and both (BILAG_ROLE).
FROM node:24.21.0-trixie-slim AS build
WORKDIR /bilag
COPY . .
RUN npm ci --ignore-scripts
RUN npm run build -- --filter=@bilag/sync-service... --filter=@bilag/admin-console...
# From here on only what runs: packages without their sources, dependencies of the service alone.
RUN npm ci --ignore-scripts --omit=dev --omit=optional --workspace=@bilag/sync-service \
  && rm -rf packages/*/src packages/*/test apps/sync-service/src apps/sync-service/test \
  && mv apps/admin-console/dist console \
  && rm -rf apps/admin-console apps/mock-erp tools docs test

FROM node:24.21.0-trixie-slim
ENV NODE_ENV=production \
  BILAG_HTTP_HOST=0.0.0.0
WORKDIR /bilag
COPY --from=build /bilag/package.json ./
COPY --from=build /bilag/node_modules node_modules
COPY --from=build /bilag/packages packages
COPY --from=build /bilag/apps apps
COPY --from=build /bilag/console console
# Nothing in the image is written to. What the service wants are volumes, for BILAG_WITNESS_FILE and BILAG_EXPORT_FOLDER; a new one has the owner of the folder that it is
# mounted on.
RUN install --directory --owner=node --group=node /witness /export
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4000/livez').then((it) => process.exit(it.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "apps/sync-service/dist/main.js"]

// Entry point for Node servers. Docs: docs/ofrep.md
export type { FetchHandler } from './node/fetch-handler.ts';
export { expressHandler } from './node/express-handler.ts';
export type { ExpressRequest } from './node/express-handler.ts';
export { fastifyHandler } from './node/fastify-handler.ts';
export type { FastifyInstance, FastifyReply, FastifyRequest } from './node/fastify-handler.ts';
export { koaHandler } from './node/koa-handler.ts';
export type { KoaContext } from './node/koa-handler.ts';
export { fastifyMount } from './node/fastify-mount.ts';
export type { FastifyMountReply, FastifyScope } from './node/fastify-mount.ts';

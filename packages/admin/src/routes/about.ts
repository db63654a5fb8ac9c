import { Type } from '../schemas/type.ts';
import { problem } from '../answers/problem.ts';
import { taggedResponse } from '../answers/tagged.ts';
import { JSON_VALUE } from '../schemas/common.ts';
import { HEALTH, ME } from '../schemas/about.ts';
import type { Me } from '../schemas/about.ts';
import type { Permission } from '../identity/identity.ts';
import { defineRoute } from '../routing/define-route.ts';
import type { Call } from '../routing/route.ts';

const PERMISSIONS: readonly Permission[] = ['read', 'write', 'release', 'administer'];

const me = defineRoute({
  method: 'GET',
  path: '/me',
  summary: 'Return the caller, what it may do, and what this mount can do.',
  answers: { 200: ME },
  async handle(call) {
    return { body: await describeCaller(call) };
  },
});

async function describeCaller({ identity, access, service }: Call): Promise<Me> {
  const { settings, management, flagstaff } = service;
  const { storage, capabilities } = management.describe();
  const environments = (await service.documents()).of('environment');
  const has = (name: (typeof capabilities)[number]): boolean => capabilities.includes(name);
  const permissionsIn = (environment: string | undefined): Permission[] =>
    PERMISSIONS.filter((permission) => access.may(permission, environment === undefined ? {} : { environment }));
  const { title = 'Flagstaff', links = [], banner, accent } = settings.ui ?? {};
  return {
    actor: identity.actor,
    name: identity.name ?? identity.actor,
    roles: typeof identity.roles === 'string' ? { '*': identity.roles } : { ...identity.roles },
    permissions: Object.fromEntries([
      ['*', permissionsIn(undefined)],
      ...environments.map(({ key }) => [key, permissionsIn(key)] as const),
    ]),
    capabilities: {
      commit: has('commit'),
      history: has('history'),
      members: has('changeMembers'),
      counts: false,
      requests: false,
      import: false,
    },
    readOnly: settings.readOnly,
    requireComment: settings.requireComment,
    audience: settings.audience !== undefined,
    environment: flagstaff.environment ?? null,
    environments: environments.map(({ key, name, parent, protected: isProtected = false }) => ({
      key,
      protected: isProtected,
      ...(name === undefined ? {} : { name }),
      ...(parent === undefined ? {} : { parent }),
    })),
    storage,
    ui: {
      title,
      links: links.map(({ text, href }) => ({ text, href })),
      ...(banner === undefined ? {} : { banner: { text: banner.text, tone: banner.tone ?? 'info' } }),
      ...(accent === undefined ? {} : { accent }),
    },
  };
}

const health = defineRoute({
  method: 'GET',
  path: '/health',
  summary: 'Return the state of the client and its store.',
  answers: { 200: HEALTH },
  async handle({ service }) {
    const { flagstaff, management, problems } = service;
    const lastRead = await service.lastRead();
    const { storage, capabilities, rejected } = management.describe();
    const isReady = flagstaff.state === 'ready';
    const skew = isReady ? await management.clockSkewMs().catch(() => undefined) : undefined;
    const { documents } = flagstaff.snapshot();
    const count = (kind: string): number => documents.filter((document) => document.kind === kind).length;
    return {
      body: {
        state: flagstaff.state,
        revision: flagstaff.revision ?? null,
        storage,
        lastRead: lastRead?.toISOString() ?? null,
        announces: capabilities.includes('watch'),
        clockSkewMs: skew ?? null,
        documents: { flags: count('flag'), segments: count('segment'), environments: count('environment') },
        rejected,
        // The first line: the others may quote documents.
        errors: flagstaff.errors.map(({ code, message }) => ({ code, message: message.split('\n', 1)[0]! })),
        recent: problems,
      },
    };
  },
});

const events = defineRoute({
  method: 'GET',
  path: '/events',
  summary: 'Follow changes as server-sent events.',
  headers: ['Last-Event-ID'],
  answers: { 200: Type.String({ description: 'A stream of `text/event-stream`.' }) },
  handle({ request, service, caller }) {
    const lastSeen = request.headers.get('last-event-id') ?? undefined;
    const stream = service.streams.open(caller, lastSeen);
    if (stream !== undefined) return stream;
    throw problem({
      status: 429,
      code: 'TOO_MANY_STREAMS',
      detail: 'Too many event streams are open.',
      headers: { 'retry-after': '30' },
    });
  },
});

const schema = defineRoute({
  method: 'GET',
  path: '/schema.json',
  summary: 'Return the JSON Schema of documents.',
  answers: { 200: JSON_VALUE },
  async handle({ request }) {
    const { documentSchema } = await import('../openapi/document-schema.ts');
    return taggedResponse(request, documentSchema);
  },
});

const openapi = defineRoute({
  method: 'GET',
  path: '/openapi.json',
  summary: 'Return this API as an OpenAPI 3.1 document.',
  answers: { 200: JSON_VALUE },
  async handle({ request, service }) {
    return taggedResponse(request, await service.description());
  },
});

export const ABOUT_ROUTES = {
  'GET /me': me,
  'GET /health': health,
  'GET /events': events,
  'GET /schema.json': schema,
  'GET /openapi.json': openapi,
} as const;

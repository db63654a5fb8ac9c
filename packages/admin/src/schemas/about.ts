import { Type } from './type.ts';
import type { Static } from 'typebox';
import { ROLES } from '../identity/identity.ts';
import type { Permission, Role } from '../identity/identity.ts';
import { closed, NULLABLE_REVISION } from './common.ts';
import { named } from './named.ts';

const PERMISSION = Type.Unsafe<Permission>(Type.Enum(['read', 'write', 'release', 'administer']));

const CAPABILITIES = closed({
  commit: Type.Boolean({ description: 'Several documents can change in one commit.' }),
  history: Type.Boolean(),
  members: Type.Boolean({ description: 'Segments can have stored members.' }),
  counts: Type.Boolean(),
  requests: Type.Boolean(),
  import: Type.Boolean(),
});

const ME_SHAPE = closed({
  actor: Type.String(),
  name: Type.String(),
  roles: Type.Record(Type.String(), Type.Unsafe<Role>(Type.Enum([...ROLES]))),
  permissions: Type.Record(Type.String(), Type.Array(PERMISSION), {
    description: 'By environment. `*` is for what concerns all environments.',
  }),
  capabilities: CAPABILITIES,
  readOnly: Type.Boolean(),
  requireComment: Type.Boolean(),
  audience: Type.Boolean({ description: "Whether previews can use the application's sample of contexts." }),
  environment: Type.Union([Type.String(), Type.Null()], { description: 'The environment of this process.' }),
  environments: Type.Array(
    closed({
      key: Type.String(),
      name: Type.Optional(Type.String()),
      parent: Type.Optional(Type.String()),
      protected: Type.Boolean(),
    }),
  ),
  storage: Type.String(),
  ui: closed({
    title: Type.String(),
    links: Type.Array(closed({ text: Type.String(), href: Type.String() })),
    banner: Type.Optional(closed({ text: Type.String(), tone: Type.Enum(['info', 'warning', 'danger']) })),
    accent: Type.Optional(Type.String()),
  }),
});
export type Me = Static<typeof ME_SHAPE>;
export const ME = named<Me>('Me', ME_SHAPE);

const HEALTH_SHAPE = closed({
  state: Type.Enum(['loading', 'ready', 'stale', 'closed']),
  revision: NULLABLE_REVISION,
  storage: Type.String(),
  lastRead: Type.Union([Type.String(), Type.Null()], {
    description: 'When the store was last known to be read. Null when it never was.',
  }),
  announces: Type.Boolean({ description: 'Whether the store announces changes. Otherwise they are found by polling.' }),
  clockSkewMs: Type.Union([Type.Number(), Type.Null()], {
    description: "Milliseconds by which the store's clock is ahead of this server's. Null when unknown.",
  }),
  documents: closed({ flags: Type.Integer(), segments: Type.Integer(), environments: Type.Integer() }),
  rejected: Type.Array(Type.String(), { description: 'Ids of documents that cannot be understood.' }),
  errors: Type.Array(closed({ code: Type.String(), message: Type.String() }), {
    description: 'The errors that hold.',
  }),
  recent: Type.Array(closed({ code: Type.String(), at: Type.String() }), {
    description: 'Recent errors, newest first.',
  }),
});
export const HEALTH = named<Static<typeof HEALTH_SHAPE>>('Health', HEALTH_SHAPE);

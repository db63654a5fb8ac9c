import { Type } from '../schemas/type.ts';
import { createOverrideToken, DEFAULT_MAX_LIFETIME_SECONDS } from '@flagstaff/http';
import { problem } from '../answers/problem.ts';
import { variantNames } from '../listing.ts';
import { defineRoute } from '../routing/define-route.ts';
import { closed } from '../schemas/common.ts';
import { checkEverywhere } from '../writing/check-permission.ts';

const create = defineRoute({
  method: 'POST',
  path: '/override-tokens',
  summary: 'Sign a token that serves its holder given variants, for tests. Needs the option `overrideTokens`.',
  permission: 'write',
  body: closed({
    overrides: Type.Record(Type.String(), Type.String(), { description: 'Variants by flag.' }),
    expiresInSeconds: Type.Integer({ minimum: 1, maximum: DEFAULT_MAX_LIFETIME_SECONDS }),
  }),
  answers: { 200: closed({ token: Type.String(), expiresAt: Type.String() }) },
  async handle(call) {
    const { overrides, expiresInSeconds } = call.body;
    const { overrideTokens } = call.service.settings;
    if (overrideTokens === undefined) {
      const detail = 'This mount signs no override tokens. Set its option `overrideTokens`.';
      throw problem({ status: 501, code: 'CAPABILITY_MISSING', detail });
    }
    const documents = await call.service.documents();
    for (const [key, variant] of Object.entries(overrides)) {
      const flag = documents.byId.get(`flag:${key}`);
      if (flag?.kind !== 'flag' || !variantNames(flag).includes(variant)) {
        const detail = `flag:${key} does not exist, or has no such variant.`;
        throw problem({ status: 422, code: 'INVALID_DOCUMENT', detail });
      }
      // The token counts in every environment.
      checkEverywhere(call, documents, `flag:${key}`);
    }
    const expiresAt = new Date(Date.now() + expiresInSeconds * 1_000);
    const token = await createOverrideToken({ ...overrideTokens, overrides, expiresAt });
    return { body: { token, expiresAt: expiresAt.toISOString() } };
  },
});

export const OVERRIDE_TOKEN_ROUTES = { 'POST /override-tokens': create } as const;

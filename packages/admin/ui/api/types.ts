import type { AnswerOf } from '../../src/client.ts';

/** The caller, what it may do, and what the mount can do. */
export type Me = AnswerOf<'GET /me'>;

/** A document in a list. */
export type DocumentItem = AnswerOf<'GET /{kind}'>['items'][number];

import type { EvaluationContext, FlagDocument } from '@flagstaff/core';
import { parseContext } from '../../context/context-rows.ts';
import { recall } from '../../lib/kept-drafts.ts';
import { useSearchParams } from '../../lib/search-param.ts';
import { BASE, useEnvironment } from '../../session/environment.ts';
import { useMe } from '../../session/me.ts';

/** One column of answers: who is asked for, and where. */
export interface Side {
  readonly name: string;
  readonly context: EvaluationContext;
  /** Undefined for the environment of the process, or none. Null for the flags without patches, where one flag is explained. */
  readonly environment: string | null | undefined;
  /** An unsaved flag to explain instead of the stored one. */
  readonly draft?: FlagDocument;
}

/** What the first side is compared with. */
export type Comparison = 'nothing' | 'context' | 'environment' | 'draft';

/** What is asked, all of it in the URL, so that a link asks the same. */
export interface Question {
  readonly sides: readonly [Side, Side?];
  readonly comparison: Comparison;
  /** The flag that is explained. Undefined for a table of all. */
  readonly flag: string | undefined;
  /** ISO 8601. Undefined for now. */
  readonly at: string | undefined;
  /** The number of a past revision. Undefined for the documents of now. */
  readonly revision: number | undefined;
  readonly q: string;
  /** Whether the link asks for a draft that this browser does not have. */
  readonly lacksDraft: boolean;
  readonly change: (changed: { readonly [name in Name]?: string | undefined }) => void;
}

const NAMES = ['context', 'and', 'in', 'flag', 'at', 'revision', 'q', 'draft'] as const;
type Name = (typeof NAMES)[number];

/** Reads the question from the URL. */
export function useQuestion(): Question {
  const [{ context, and, in: other, flag, at, revision, q = '', draft: asked }, change] = useSearchParams(NAMES);
  const [shown] = useEnvironment();
  const { environments } = useMe();
  const first = (context === undefined ? undefined : parseContext(context)) ?? {};
  const environment = shown === BASE ? undefined : shown;
  const wantsDraft = asked !== undefined && flag !== undefined;
  const draft = wantsDraft ? keptDraft(flag) : undefined;
  const isKnown = other !== undefined && environments.some(({ key }) => key === other);
  const shared = {
    flag,
    at: isInstant(at) ? at : undefined,
    revision: revision !== undefined && /^[1-9]\d{0,14}$/.test(revision) ? Number(revision) : undefined,
    q,
    lacksDraft: wantsDraft && draft === undefined,
    change,
  };
  if (draft !== undefined) {
    // As on the flag's screen, which shows the flag itself where no environment is chosen.
    const place = environment ?? null;
    const sides = [
      { name: 'Saved', context: first, environment: place },
      { name: 'Your draft', context: first, environment: place, draft },
    ] as const;
    return { sides, comparison: 'draft', ...shared };
  }
  if (and !== undefined) {
    const sides = [
      { name: 'First', context: first, environment },
      { name: 'Second', context: parseContext(and) ?? {}, environment },
    ] as const;
    return { sides, comparison: 'context', ...shared };
  }
  if (isKnown) {
    const sides = [
      { name: environment ?? 'No environment', context: first, environment },
      { name: other, context: first, environment: other },
    ] as const;
    return { sides, comparison: 'environment', ...shared };
  }
  return { sides: [{ name: 'Answer', context: first, environment }], comparison: 'nothing', ...shared };
}

/** Returns the draft of a flag that this browser keeps. */
export const keptDraft = (flag: string): FlagDocument | undefined =>
  recall<unknown, FlagDocument>(`flag:${flag}`)?.draft;

const isInstant = (at: string | undefined): boolean => at !== undefined && !Number.isNaN(Date.parse(at));

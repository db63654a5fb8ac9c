import type { EvaluationContext } from '@flagstaff/core';
import { parseContext } from '../../context/context-rows.ts';
import { pathTo, withQuery } from '../../lib/paths.ts';
import { useSearchParams } from '../../lib/search-param.ts';

/** One user, or whatever else flags are decided for. */
export interface Subject {
  readonly attribute: string;
  readonly value: string;
}

const NAMES = ['attribute', 'value', 'more', 'q', 'show'] as const;
type Name = (typeof NAMES)[number];

/** What the URL asks for. */
export interface Asked {
  /** Undefined until a value is given. */
  readonly subject: Subject | undefined;
  readonly attribute: string;
  /** Further attributes, which rules may ask for. */
  readonly more: EvaluationContext;
  readonly context: EvaluationContext;
  readonly q: string;
  readonly onlyPinned: boolean;
  readonly change: (changed: { readonly [name in Name]?: string | undefined }) => void;
}

export const DEFAULT_ATTRIBUTE = 'userId';

export function useAsked(): Asked {
  const [{ attribute = DEFAULT_ATTRIBUTE, value, more: text, q = '', show }, change] = useSearchParams(NAMES);
  const more = (text === undefined ? undefined : parseContext(text)) ?? {};
  return {
    subject: value === undefined ? undefined : { attribute, value },
    attribute,
    more,
    context: { ...more, ...(value === undefined ? {} : { [attribute]: value }) },
    q,
    onlyPinned: show === 'pinned',
    change,
  };
}

/** Returns the path of a subject's screen. */
export const pathToSubject = ({ attribute, value }: Subject): string =>
  withQuery(pathTo('subject'), { attribute: attribute === DEFAULT_ATTRIBUTE ? undefined : attribute, value });

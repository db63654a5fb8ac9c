import type { EvaluationContext } from '@flagstaff/core';
import { parseContext } from '../../context/context-rows.ts';
import { DEFAULT_ATTRIBUTE } from '../../context/links.ts';
import type { Subject } from '../../context/links.ts';
import { useSearchParams } from '../../lib/search-param.ts';

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

import type { EvaluationContext } from '@flagstaff/core';
import type { Documents } from './documents.ts';

/** An attribute that documents or contexts mention. */
export interface KnownAttribute {
  readonly name: string;
  /** Example values. Empty for a private attribute. */
  readonly values: readonly (string | number | boolean)[];
}

const MAX_VALUES = 20;
const MAX_VALUE_LENGTH = 128;
const MAX_ATTRIBUTES = 1_000;

type Scalar = KnownAttribute['values'][number];

/**
 * Returns the attributes that documents and contexts mention, by name, with example values.
 *
 * @param isHidden Whether the values of an attribute must not be shown.
 */
export function attributesIn(
  { byId }: Pick<Documents, 'byId'>,
  contexts: readonly EvaluationContext[],
  isHidden: (attribute: string) => boolean,
): readonly KnownAttribute[] {
  const found = new Map<string, Set<Scalar>>();
  const add = (name: string, given: unknown): void => {
    let values = found.get(name);
    if (values === undefined) {
      if (found.size >= MAX_ATTRIBUTES) return;
      found.set(name, (values = new Set()));
    }
    for (const value of Array.isArray(given) ? given.slice(0, MAX_VALUES) : [given]) {
      if (values.size < MAX_VALUES && isScalar(value)) values.add(value);
    }
  };
  for (const document of byId.values()) visit(document, add);
  for (const context of contexts) for (const [name, value] of Object.entries(context)) add(name, value);
  return [...found]
    .map(([name, values]) => ({ name, values: isHidden(name) ? [] : [...values] }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Visits conditions and overrides, and the attributes to bucket by. Values of variants are data. */
function visit(value: unknown, add: (name: string, value: unknown) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, add);
  else if (typeof value === 'object' && value !== null) {
    const { attribute, by, value: compared } = value as { readonly [name: string]: unknown };
    if (typeof attribute === 'string') add(attribute, compared);
    if (typeof by === 'string') add(by, undefined);
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'overrides') visitOverrides(inner, add);
      else if (!DATA.has(name)) visit(inner, add);
    }
  }
}

/** The values of overrides name subjects. */
function visitOverrides(overrides: unknown, add: (name: string, value: unknown) => void): void {
  for (const { attribute } of overrides as readonly { readonly attribute: string }[]) add(attribute, undefined);
}

const DATA: ReadonlySet<string> = new Set(['variants', 'metadata', 'include', 'exclude']);

function isScalar(value: unknown): value is Scalar {
  return (
    (typeof value === 'string' && value.length <= MAX_VALUE_LENGTH) ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  );
}

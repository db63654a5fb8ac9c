import type { DocumentId, StoredDocument } from '../../model/document.ts';
import type { Revision } from '../../model/revision.ts';
import type { JsonValue } from '../../model/json.ts';
import { parseAttribute, readAttribute } from '../../targeting/attribute.ts';
import { PRIVATE } from '../../targeting/private-attributes.ts';
import type { PrivateAttributes } from '../../targeting/private-attributes.ts';
import { shownAttribute } from './shown-value.ts';
import type { Definitions, Scope } from '../compiled.ts';

/** The parts of a ruleset that an explanation reads in addition to an evaluation. */
interface ExplainedDefinitions extends Definitions {
  readonly revision: Revision | undefined;
  readonly documents: ReadonlyMap<DocumentId, StoredDocument>;
}

/** The state of one explanation. */
export interface Walk {
  readonly scope: Scope & { readonly ruleset: ExplainedDefinitions };
  readonly hidden: PrivateAttributes;
  /** Remaining flags that may be explained. */
  left: number;
  /** Remaining conditions that may be explained. The rest only return a result. */
  conditionsLeft: number;
  /** Attribute values already read. */
  readonly lookups: Map<string, AttributeLookup>;
}

/** An attribute's value, and its displayed form. */
export interface AttributeLookup {
  readonly value: unknown;
  readonly isPrivate: boolean;
  /** Fields to merge into the output. Empty when the context has no value. */
  readonly shown: { readonly actual?: JsonValue };
}

export function lookUpAttribute(walk: Walk, name: string): AttributeLookup {
  let known = walk.lookups.get(name);
  if (known === undefined) walk.lookups.set(name, (known = lookUp(walk, name)));
  return known;
}

function lookUp({ scope: { context }, hidden }: Walk, name: string): AttributeLookup {
  const value = readAttribute(context, parseAttribute(name));
  const isPrivate = hidden.hides(name, context);
  // Even the absence of a value is masked.
  const actual = isPrivate ? PRIVATE : shownAttribute(value, name, context, hidden);
  return { value, isPrivate, shown: actual === undefined ? {} : { actual } };
}

import type { DocumentId, StoredDocument } from '../../model/document.ts';
import type { Revision } from '../../model/revision.ts';
import type { JsonValue } from '../../model/json.ts';
import { parseAttribute, readAttribute } from '../../targeting/attribute.ts';
import { PRIVATE } from '../../targeting/private-attributes.ts';
import type { PrivateAttributes } from '../../targeting/private-attributes.ts';
import { shownAttribute } from './shown-value.ts';
import type { Definitions, Scope } from '../compiled.ts';

/** What an explanation reads of a ruleset beyond what an evaluation does. */
export interface ExplainedDefinitions extends Definitions {
  readonly revision: Revision | undefined;
  readonly documents: ReadonlyMap<DocumentId, StoredDocument>;
}

/** One explanation while it is made. */
export interface Walk {
  readonly scope: Scope & { readonly ruleset: ExplainedDefinitions };
  readonly hidden: PrivateAttributes;
  /** Flags that may still be explained inside this one. */
  left: number;
  /** Conditions that may still be explained; the others only decide. */
  conditionsLeft: number;
  /** What was looked up already. */
  readonly looks: Map<string, Look>;
}

/** An attribute's value, and what may be shown of it. */
export interface Look {
  readonly value: unknown;
  readonly isPrivate: boolean;
  /** To spread into what is shown; empty when the context has no value. */
  readonly shown: { readonly actual?: JsonValue };
}

export function look(walk: Walk, name: string): Look {
  let known = walk.looks.get(name);
  if (known === undefined) walk.looks.set(name, (known = lookUp(walk, name)));
  return known;
}

function lookUp({ scope: { context }, hidden }: Walk, name: string): Look {
  const value = readAttribute(context, parseAttribute(name));
  const isPrivate = hidden.hides(name, context);
  // Even that there is none is not told.
  const actual = isPrivate ? PRIVATE : shownAttribute(value, name, context, hidden);
  return { value, isPrivate, shown: actual === undefined ? {} : { actual } };
}

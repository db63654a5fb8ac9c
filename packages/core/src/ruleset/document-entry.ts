import type { Document, DocumentId, StoredDocument } from '../model/document.ts';
import { compileFlag } from '../evaluation/compile/flag.ts';
import { compileSegment } from '../evaluation/compile/segment.ts';
import type { Engine } from '../targeting/engine.ts';
import type { DocumentFacts } from '../documents/parse/facts.ts';
import type { CompiledFlag, CompiledSegment, CompiledEntry } from '../evaluation/compiled.ts';

/**
 * One version of a parsed document. Lives as long as that version, in any number of rulesets. It is also the entry for its flag
 * or segment. There is one per document, so entries are kept small.
 */
export class DocumentEntry<Compiled = unknown> implements CompiledEntry<Compiled> {
  readonly document: StoredDocument;
  readonly #facts: DocumentFacts;
  #compiled: Compiled | undefined;

  constructor(document: Document, facts: DocumentFacts) {
    this.document = document as StoredDocument;
    this.#facts = facts;
  }

  get problem(): undefined {
    return undefined;
  }

  get references(): readonly DocumentId[] {
    return this.#facts.references;
  }

  get steps(): number {
    return this.#facts.steps;
  }

  get work(): number {
    return this.#facts.work;
  }

  get engines(): readonly Engine[] {
    return this.#facts.engines;
  }

  /** Compiled on first use: most processes never evaluate most flags of a large ruleset. */
  get compiled(): Compiled {
    return (this.#compiled ??= compile(this.document) as Compiled);
  }

  get touched(): boolean {
    return this.#compiled !== undefined;
  }
}

/** Not `instanceof`: another copy of this package may have created the entry. */
export function isDocumentEntry(slot: CompiledEntry<unknown> | undefined): slot is DocumentEntry {
  return slot !== undefined && 'document' in slot;
}

function compile(document: Document): CompiledFlag | CompiledSegment {
  if (document.kind === 'flag') return compileFlag(document);
  if (document.kind === 'segment') return compileSegment(document);
  throw new Error('An environment has no compiled form.');
}

class LazySlot<Compiled> implements CompiledEntry<Compiled> {
  readonly problem = undefined;
  #compiled: Compiled | undefined;
  readonly #compile: () => Compiled;

  constructor(compileIt: () => Compiled) {
    this.#compile = compileIt;
  }

  get compiled(): Compiled {
    return (this.#compiled ??= this.#compile());
  }

  get touched(): boolean {
    return this.#compiled !== undefined;
  }
}

/** Returns an entry that compiles on first use. */
export function lazyCompiled<Compiled>(compileIt: () => Compiled): CompiledEntry<Compiled> {
  return new LazySlot(compileIt);
}

/** Returns the entry of a document that cannot be evaluated. */
export function invalidCompiled(problem: string): CompiledEntry<never> {
  return {
    problem,
    touched: false,
    get compiled(): never {
      throw new Error(problem);
    },
  };
}

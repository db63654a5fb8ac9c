import type { DocumentId, DocumentKind } from '../../model/document.ts';
import { isWellFormed } from '../../model/input.ts';
import { LIMITS } from '../../model/limits.ts';
import { MAX_FAULTS } from '../../model/problem.ts';
import type { ValidationIssue } from '../../model/problem.ts';
import type { Engine } from '../../targeting/engine.ts';

/** Shared by nearly all documents. */
const NONE: readonly Engine[] = Object.freeze([]);
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Reads one field of an object, and reports issues to the reader. */
export type FieldReader = (reader: Reader, value: unknown, owner: JsonRecord) => void;

/**
 * Traverses one document and collects its position, issues and references. Paths are kept as steps and formatted only for an
 * issue, so a valid document costs little.
 */
export class Reader {
  /** The first issues. Capped, so that an invalid large document costs no more than a valid one. */
  readonly issues: ValidationIssue[] = [];
  /** Number of issues, including those not listed. */
  faults = 0;
  /** Whether any issue is of shape. */
  misshapen = false;
  readonly references: DocumentId[] = [];
  /** Engines needed to validate the document. */
  engines: readonly Engine[] = NONE;
  /** Conditions seen, including nested ones. */
  steps = 0;
  /** Work to evaluate what was seen, in units of `LIMITS.work`. */
  work = 0;
  /** The depth of the condition that is read. */
  depth = 1;
  /** The variants of the flag that is read. Undefined when they cannot be read. */
  variants: JsonRecord | undefined;
  /** Characters of text seen. Bounds a document of many large texts. */
  characters = 0;
  readonly #path: (string | number)[] = [];
  readonly #referencePaths: string[] | undefined;

  /** @param referencePaths Receives the path of each reference. */
  constructor(referencePaths?: string[]) {
    this.#referencePaths = referencePaths;
  }

  enter(step: string | number): void {
    this.#path.push(step);
  }

  leave(): void {
    this.#path.pop();
  }

  get path(): string {
    return `$${this.#path.map(writeStep).join('')}`;
  }

  /** Reports that the document does not have the published shape. */
  shape(message: string): void {
    this.misshapen = true;
    this.#add(message, 'shape');
  }

  /** Reports a value of another shape than expected. */
  expected(what: string, value: unknown): void {
    this.shape(`must be ${what}, got ${describe(value)}`);
  }

  /** Reports that a well-formed document cannot work. */
  meaning(message: string): void {
    this.#add(message, 'meaning');
  }

  #add(message: string, fault: ValidationIssue['fault']): void {
    this.faults++;
    if (this.faults <= MAX_FAULTS) this.issues.push({ path: this.path, message, fault });
  }

  /** The first issues of the document, with a count of the others. */
  get listedIssues(): readonly ValidationIssue[] {
    const more = this.faults - MAX_FAULTS;
    if (more <= 0) return this.issues;
    const message = `has ${more} more issues; fix the ones above first`;
    return [...this.issues, { path: '$', message, fault: this.misshapen ? 'shape' : 'meaning' }];
  }

  /** Adds to the document's work. False once the budget is exceeded: expensive checks are then skipped. */
  spend(work: number): boolean {
    const before = this.work;
    this.work += work;
    if (this.work <= LIMITS.work) return true;
    if (before <= LIMITS.work) {
      this.meaning(`takes more work than one check may take (${LIMITS.work} units); shorten lists, texts and patterns`);
    }
    return false;
  }

  /** Reports a name that none of the flag's variants has. */
  variant(name: string): void {
    if (this.variants === undefined || Object.hasOwn(this.variants, name)) return;
    const known = Object.keys(this.variants).slice(0, 20).join(', ');
    this.meaning(`${describe(name)} is not a variant of this flag (variants: ${known})`);
  }

  refer(kind: DocumentKind, key: unknown): void {
    if (typeof key !== 'string') return;
    this.references.push(`${kind}:${key}`);
    this.#referencePaths?.push(this.path);
  }

  /** Records that this engine is needed to validate, and later compile, a part of the document. */
  need(engine: Engine): void {
    if (!this.engines.includes(engine)) this.engines = [...this.engines, engine];
  }

  /** Returns the value as an object, or reports an issue. */
  record(value: unknown, what: string): JsonRecord | undefined {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonRecord;
    this.expected(what, value);
    return undefined;
  }

  /** Reads an object field by field. Reports unknown fields and missing required ones. */
  fields(
    value: unknown,
    what: string,
    table: ReadonlyMap<string, FieldReader>,
    required: readonly string[],
  ): JsonRecord | undefined {
    const record = this.record(value, what);
    if (record === undefined) return undefined;
    // Indexed loops on purpose: unoptimized `for … of` allocates on every step.
    const names = Object.keys(record);
    for (let index = 0; index < names.length; index++) {
      const name = names[index]!;
      this.enter(name);
      const read = table.get(name);
      if (read === undefined)
        this.shape(`is not a property of ${what}; remove it (known: ${[...table.keys()].join(', ')})`);
      else read(this, record[name], record);
      this.leave();
    }
    for (let index = 0; index < required.length; index++) {
      const name = required[index]!;
      if (!Object.hasOwn(record, name)) this.shape(`lacks "${name}", which ${what} requires`);
    }
    return record;
  }

  /**
   * Reads a list of up to `limit` items.
   * @param least What an empty list lacks. Omit it when the list may be empty.
   */
  list(value: unknown, limit: number, read: (reader: Reader, item: unknown) => void, least?: string): void {
    if (!Array.isArray(value)) {
      this.expected('a list', value);
      return;
    }
    if (value.length > limit) {
      this.shape(`has ${value.length} items; at most ${limit} are allowed`);
      return;
    }
    if (least !== undefined && value.length === 0) this.shape(`must ${least}`);
    // A document over budget is rejected. Reading the rest would be unbounded work.
    for (let index = 0; index < value.length && this.work <= LIMITS.work; index++) {
      this.enter(index);
      read(this, value[index]);
      this.leave();
    }
  }

  /** Reads well-formed Unicode text of `shortest` to `longest` characters. */
  text(value: unknown, longest: number, shortest = 0): value is string {
    if (typeof value !== 'string') {
      this.expected('text', value);
      return false;
    }
    if (value.length > longest || value.length < shortest) {
      this.shape(`must have ${shortest} to ${longest} characters, got ${value.length}`);
      return false;
    }
    return this.wellFormed(value);
  }

  /** Unpaired surrogates all hash alike and do not survive UTF-8, so two ids would become one. */
  wellFormed(text: string): boolean {
    this.characters += text.length;
    if (isWellFormed(text)) return true;
    this.meaning('contains half of a surrogate pair; remove it');
    return false;
  }

  boolean(value: unknown): void {
    if (typeof value !== 'boolean') this.expected('true or false', value);
  }

  /** One of a few words. */
  oneOf(value: unknown, words: readonly string[]): void {
    if (!words.includes(value as string)) this.expected(`one of ${words.join(', ')}`, value);
  }
}

function writeStep(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step.slice(0, LIMITS.attribute))}]`;
}

/** Formats a value for a message, always short. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 64 ? `${value.slice(0, 64)}…` : value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

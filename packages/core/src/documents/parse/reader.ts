import type { DocumentId, DocumentKind } from '../../model/document.ts';
import { LIMITS } from '../../model/limits.ts';
import { MAX_FAULTS } from '../../model/problem.ts';
import type { ValidationIssue } from '../../model/problem.ts';
import type { Engine } from '../../targeting/engine.ts';
import { ZONE_WORK } from './work.ts';

/** Of nearly all documents. */
const NO_ZONES: ReadonlySet<string> = new Set();
const NONE: readonly Engine[] = Object.freeze([]);
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Reads one field of an object; what is wrong with it goes to the reader. */
export type FieldReader = (reader: Reader, value: unknown, owner: JsonRecord) => void;

/**
 * A walk through one document: where it is, what it found wrong, what the document refers to. Paths are kept as steps and
 * written out only for a problem, so that a document without any costs little more than looking at it.
 */
export class Reader {
  /** The first problems: a large document that is all wrong must not cost more than one that is right. */
  readonly issues: ValidationIssue[] = [];
  /** Problems found, those that are not listed included. */
  faults = 0;
  /** One of them is of shape. */
  misshapen = false;
  readonly references: DocumentId[] = [];
  /** What can say whether the document is valid, besides us. */
  engines: readonly Engine[] = NONE;
  /** Cron expressions seen. */
  crons = 0;
  /** One of them is not valid. */
  cronRefused = false;
  /** Conditions seen, nested ones included. */
  steps = 0;
  /** Units of `LIMITS.work` that what was seen takes to evaluate. */
  work = 0;
  /** Time zones seen. */
  zones: ReadonlySet<string> = NO_ZONES;
  /** Characters of text seen: what a document of many large texts weighs. */
  characters = 0;
  readonly #path: (string | number)[] = [];
  readonly #referencePaths: string[] | undefined;

  /** @param referencePaths gets the path of each reference. */
  constructor(referencePaths?: string[]) {
    this.#referencePaths = referencePaths;
  }

  /** Nothing was found that somebody keeps: the reader can read another document. */
  get isClean(): boolean {
    return this.faults === 0 && this.references.length === 0 && this.engines.length === 0;
  }

  /** Forgets a document of which nothing was kept. */
  reset(): void {
    this.steps = 0;
    this.work = 0;
    this.zones = NO_ZONES;
    this.characters = 0;
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

  /** The document does not have the published shape. */
  shape(message: string): void {
    this.misshapen = true;
    this.#add(message, 'shape');
  }

  /** The document has the right shape and cannot work. */
  meaning(message: string): void {
    this.#add(message, 'meaning');
  }

  #add(message: string, fault: ValidationIssue['fault']): void {
    this.faults++;
    if (this.faults <= MAX_FAULTS) this.issues.push({ path: this.path, message, fault });
  }

  /** What is wrong with the document that was read: the first faults, and how many more there are. */
  get verdict(): readonly ValidationIssue[] {
    const more = this.faults - MAX_FAULTS;
    if (more <= 0) return this.issues;
    const message = `has ${more} more faults; fix the ones above first`;
    return [...this.issues, { path: '$', message, fault: this.misshapen ? 'shape' : 'meaning' }];
  }

  /** Adds to the work of the document. False from where it is too much on: whatever is expensive to judge is left alone. */
  spend(work: number): boolean {
    const before = this.work;
    this.work += work;
    if (this.work <= LIMITS.work) return true;
    if (before <= LIMITS.work) {
      this.meaning(
        `asks for more work than one evaluation may take (${LIMITS.work} units, up to here); shorten the lists, texts and patterns, or move some to another flag`,
      );
    }
    return false;
  }

  /** Notes a time zone. False when the document has too many: this one need not be looked up. */
  meetZone(name: string): boolean {
    if (this.zones.has(name)) return true;
    this.zones = new Set(this.zones).add(name);
    return this.spend(ZONE_WORK);
  }

  refer(kind: DocumentKind, key: unknown): void {
    if (typeof key !== 'string') return;
    this.references.push(`${kind}:${key}`);
    this.#referencePaths?.push(this.path);
  }

  /** A part of the document can be judged, and later compiled, only by this engine. */
  need(engine: Engine): void {
    if (!this.engines.includes(engine)) this.engines = [...this.engines, engine];
  }

  /** The value as an object; a problem otherwise. */
  record(value: unknown, what: string): JsonRecord | undefined {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonRecord;
    this.shape(`must be ${what}, got ${describe(value)}`);
    return undefined;
  }

  /** Reads an object field by field; a field that is not in the table is a problem, and so is a required one that is missing. */
  fields(
    value: unknown,
    what: string,
    table: ReadonlyMap<string, FieldReader>,
    required: readonly string[],
  ): JsonRecord | undefined {
    const record = this.record(value, what);
    if (record === undefined) return undefined;
    // Loops count, here and where lists are read: until it is optimised, `for … of` allocates at every step.
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
      if (!Object.hasOwn(record, name)) this.shape(`lacks "${name}", which ${what} must have`);
    }
    return record;
  }

  /** Reads a list of up to `limit` items. */
  list(value: unknown, limit: number, read: (reader: Reader, item: unknown) => void): void {
    if (!Array.isArray(value)) {
      this.shape(`must be a list, got ${describe(value)}`);
      return;
    }
    if (value.length > limit) {
      this.shape(`has ${value.length} items; at most ${limit} are allowed`);
      return;
    }
    // A document over its budget is refused: reading the rest of it would be work without a budget.
    for (let index = 0; index < value.length && this.work <= LIMITS.work; index++) {
      this.enter(index);
      read(this, value[index]);
      this.leave();
    }
  }

  /** Text of `shortest` to `longest` characters that is well-formed Unicode. */
  text(value: unknown, longest: number, shortest = 0): value is string {
    if (typeof value !== 'string') {
      this.shape(`must be text, got ${describe(value)}`);
      return false;
    }
    if (value.length > longest || value.length < shortest) {
      this.shape(`must have ${shortest} to ${longest} characters, got ${value.length}`);
      return false;
    }
    return this.wellFormed(value);
  }

  /** Lone surrogates hash like each other and do not survive UTF-8: two different ids would be one. */
  wellFormed(text: string): boolean {
    this.characters += text.length;
    if (isWellFormed(text)) return true;
    this.meaning('contains half of a surrogate pair, which is not a character; remove it');
    return false;
  }

  boolean(value: unknown): void {
    if (typeof value !== 'boolean') this.shape(`must be true or false, got ${describe(value)}`);
  }

  /** One of a few words. */
  oneOf(value: unknown, words: readonly string[]): void {
    if (!words.includes(value as string)) this.shape(`must be one of ${words.join(', ')}, got ${describe(value)}`);
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Text without a character above U+00FF, which is nearly all, is known to be well-formed at a glance, where the engine can say. */
export const isWellFormed: (text: string) => boolean =
  'isWellFormed' in String.prototype
    ? (text) => (text as unknown as { isWellFormed: () => boolean }).isWellFormed()
    : (text) => !LONE_SURROGATE.test(text);

function writeStep(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step.slice(0, LIMITS.attribute))}]`;
}

/** A value in a message: short, whatever it is. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 64 ? `${value.slice(0, 64)}…` : value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

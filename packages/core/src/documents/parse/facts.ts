import type { DocumentId } from '../../model/document.ts';
import type { Engine } from '../../targeting/engine.ts';

/** The facts about a document that can be compiled once its references resolve. */
export interface DocumentFacts {
  /** The referenced documents, in reading order. */
  readonly references: readonly DocumentId[];
  /** Engines to load before the document can be validated fully, and compiled. */
  readonly engines: readonly Engine[];
  /** The document's own conditions that an evaluation may visit. */
  readonly steps: number;
  /** The document's own work for an evaluation, in units of `LIMITS.work`. */
  readonly work: number;
}

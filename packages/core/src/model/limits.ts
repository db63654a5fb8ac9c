/**
 * The sizes up to which documents and contexts are accepted. Everything from outside is bounded, so that one document
 * cannot make an instance slow.
 */
export const LIMITS = {
  /** Characters of a document as JSON. */
  documentLength: 12_000_000,
  /** Levels of nesting of a free-form value (a variant's value). */
  depth: 32,
  /** Levels of nesting of anything that comes from outside: documents, stored records, request bodies. */
  nesting: 64,
  /** Characters of a storage field, such as `createdAt` or `updatedBy`. */
  storageField: 8_192,
  /** Levels of nesting of conditions. */
  conditionDepth: 10,
  /** Conditions, nested ones included, that one evaluation of a flag may visit with all that it refers to. */
  steps: 100_000,
  /** Work of one evaluation of a flag with all that it refers to; a unit is about what a plain comparison costs. */
  work: 1_000_000,
  /** Links in a chain of prerequisites or of segments. */
  chain: 32,
  variants: 256,
  rules: 1_000,
  prerequisites: 32,
  overrides: 200_000,
  /** Environments that one flag patches. */
  environments: 64,
  /** Dated changes of a flag, and of each of its patches. */
  schedule: 256,
  /** Dated percentages of one rollout. */
  ramp: 256,
  /** Entries of `include` or `exclude`. */
  members: 200_000,
  /** Characters of a stored member. */
  storedMember: 256,
  /** Stored members that one look-up or one change of the storage backend is about. */
  memberBatch: 1_000,
  /** Entries of a condition's value list, or of `all` and `any`. */
  list: 20_000,
  tags: 64,
  metadata: 64,
  /** Characters of an attribute's name. */
  attribute: 256,
  /** Characters of a seed, and of the name of a namespace or a holdout. */
  seed: 128,
  /** Characters of a name, an owner or a tag. */
  label: 256,
  /** Characters of the `actor` of a write. */
  actor: 256,
  /** Characters of the `comment` of a write. */
  comment: 8_192,
  /** Characters of a description or of a text in a condition. */
  text: 8_192,
  /** Characters of a pattern. */
  pattern: 256,
  /** Characters of a cron expression. */
  cron: 128,
  /** Cron expressions of one document. */
  crons: 64,
  /** Days that a window which a cron expression starts may last. */
  duration: 366,
  /** Characters of an attribute that text operators and `ignoreCase` look at; a longer one does not match. */
  textInput: 4_096,
  /** Characters of an attribute that is bucketed; a longer one is not. */
  bucketInput: 1_024,
  /** Characters of an attribute that a pattern is tried on; a longer one does not match. */
  patternInput: 1_024,
  /** Elements of an attribute's list; a longer list does not match. */
  listInput: 10_000,
  /** Steps of a dotted attribute name. A name with more of them is not looked up in nested objects. */
  attributeSteps: 16,
} as const;

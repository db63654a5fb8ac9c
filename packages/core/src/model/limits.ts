/**
 * The maximum sizes of documents and contexts. All external input is bounded, so no single document can slow an instance down.
 */
export const LIMITS = {
  /** Characters of a document as JSON. */
  documentLength: 12_000_000,
  /** Nesting of a variant's value. */
  depth: 32,
  /** Nesting of any external value: documents, stored records, request bodies. */
  nesting: 64,
  /** Characters of a storage field, such as `createdAt` or `updatedBy`. */
  storageField: 8_192,
  /** Nesting of conditions. */
  conditionDepth: 10,
  /** Conditions, including nested ones, that one evaluation may visit, with everything the flag references. */
  steps: 100_000,
  /** Work of one evaluation, with everything the flag references. One unit is about one plain comparison. */
  work: 1_000_000,
  /** Length of a chain of prerequisites or segments. */
  chain: 32,
  /** Variants of a flag. */
  variants: 256,
  /** Rules of a flag, and of each patch. */
  rules: 1_000,
  /** Prerequisites of a flag. */
  prerequisites: 32,
  /** Overrides of a flag, and of each patch. */
  overrides: 200_000,
  /** Environments with a patch in one flag. */
  environments: 64,
  /** Scheduled changes of a flag, and of each patch. */
  schedule: 256,
  /** Dated percentages of one rollout. */
  ramp: 256,
  /** Entries of `include` or `exclude`. */
  members: 200_000,
  /** Characters of a stored member. */
  storedMember: 256,
  /** Stored members in one lookup or change. */
  memberBatch: 1_000,
  /** Entries of a condition's value list, or of `all` and `any`. */
  list: 20_000,
  /** Tags of a flag or a segment. */
  tags: 64,
  /** Metadata entries of a flag. */
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
  /** Characters of the `via` of a write. */
  via: 64,
  /** Characters of a description or of a text in a condition. */
  text: 8_192,
  /** Characters of a pattern. */
  pattern: 256,
  /** Characters of a cron expression. */
  cron: 128,
  /** Cron expressions of one document. */
  crons: 64,
  /** Days that a window started by `cron` may last. */
  duration: 366,
  /** Characters of an attribute that text operators and `ignoreCase` compare. A longer one does not match. */
  textInput: 4_096,
  /** Characters of an attribute to bucket by. A longer one is not bucketed. */
  bucketInput: 1_024,
  /** Characters of an attribute that a pattern tests. A longer one does not match. */
  patternInput: 1_024,
  /** Elements of a list attribute. A longer list does not match. */
  listInput: 10_000,
  /** Steps of a dotted attribute name. A longer name is not looked up in nested objects. */
  attributeSteps: 16,
} as const;

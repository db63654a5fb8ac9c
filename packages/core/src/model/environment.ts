/** A deployment environment. Flags patch themselves per environment in `environments`. */
export interface EnvironmentDocument {
  /** Marks the document as an environment. */
  readonly kind: 'environment';
  /** `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`. */
  readonly key: string;
  /** The environment this one inherits from. Its patches apply first. Defaults to none. */
  readonly parent?: string;
  /** Whether promotion into it requires `force`. Defaults to false. */
  readonly protected?: boolean;
  /** A name for people. At most 256 characters. */
  readonly name?: string;
  /** A description for people. At most 8,192 characters. */
  readonly description?: string;
}

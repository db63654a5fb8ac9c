/** A deployment environment. Flags patch themselves per environment in `environments`. */
export interface EnvironmentDocument {
  readonly kind: 'environment';
  readonly key: string;
  /** The environment this one inherits from. Its patches apply first. */
  readonly parent?: string;
  /** Whether promotion into it requires `force`. Defaults to false. */
  readonly protected?: boolean;
  readonly name?: string;
  readonly description?: string;
}

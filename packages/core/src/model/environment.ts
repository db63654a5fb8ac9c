/** A deployment environment: flags say in `environments` what it changes about them. */
export interface EnvironmentDocument {
  readonly kind: 'environment';
  readonly key: string;
  /** The environment that this one starts from: its patches apply first. */
  readonly parent?: string;
  /** Whether promotion into it needs `force`. Default false. */
  readonly protected?: boolean;
  readonly name?: string;
  readonly description?: string;
}

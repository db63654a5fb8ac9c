import type { Server } from 'node:http';
import type { TestRunner } from '../storage/options.ts';
import type { AdapterScenario, AnyFlagstaff } from './scenario.ts';

/** The functions that an adapter exports. */
export interface Adapter {
  /** Creates the middleware or plugin. */
  readonly flags: (flagstaff: AnyFlagstaff) => object;
  /** Creates a guard by a boolean flag. */
  readonly requireFlag: (key: string) => object;
  /** Creates a handler that chooses by variant. */
  readonly byVariant: (key: string, handlers: Readonly<Record<string, never>>) => object;
}

export interface AdapterConformanceOptions extends TestRunner {
  /** Used in titles. */
  readonly name: string;
  /** Builds the app with the framework and serves it on a free port of 127.0.0.1. The suite stops the server. */
  readonly start: (scenario: AdapterScenario) => Server | Promise<Server>;
  /** The functions that the adapter exports. Omit for a bundle, in which their names may differ. */
  readonly adapter?: Adapter | undefined;
  /** False when the framework has no setting to trust a proxy. Cases about proxies are then left out. Defaults to true. */
  readonly trustsProxies?: boolean | undefined;
  /** Multiplies the requests of the case about changing flags. No case is skipped. Defaults to 1. */
  readonly scale?: number | undefined;
}

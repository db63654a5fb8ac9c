// Public entry point. Docs: README.md
export type { AdapterConformanceReport } from './adapter/conformance.ts';
export { adapterConformance } from './adapter/conformance.ts';
export type { Adapter, AdapterConformanceOptions } from './adapter/options.ts';
export type {
  AdapterScenario,
  AnyFlagstaff,
  Answer,
  Guarded,
  HandlerFactories,
  Mount,
  Route,
  ScenarioRequest,
  ScenarioVisit,
  SetCookie,
  StreamRoute,
} from './adapter/scenario.ts';
export { guardOptionsFor, handlersFor, optionsFor, variantHandlersFor } from './adapter/scenario.ts';
export type { FlagSpace } from './combinations/flag-combinations.ts';
export { flagCombinations } from './combinations/flag-combinations.ts';
export { forEachCombination } from './combinations/for-each-combination.ts';
export type { FakeClock, FakeClockOptions } from './doubles/fake-clock.ts';
export { fakeClock } from './doubles/fake-clock.ts';
export type { RecordedOperation, RecordingStorage } from './doubles/recording.ts';
export { recording } from './doubles/recording.ts';
export type { RecordedEvaluation, RecordingHook } from './doubles/recording-hook.ts';
export { recordingHook } from './doubles/recording-hook.ts';
export type { FlagValues, TestFlags, TestFlagsOptions } from './doubles/test-flags.ts';
export { testFlags } from './doubles/test-flags.ts';
export type { StorageConformanceReport } from './storage/conformance.ts';
export { storageConformance } from './storage/conformance.ts';
export type { DeclaredGap, StorageConformanceOptions, TestRunner } from './storage/options.ts';

// Public entry point: doubles for the tests of applications. Docs: README.md
export type { FlagSpace } from './combinations/flag-combinations.ts';
export { flagCombinations } from './combinations/flag-combinations.ts';
export { forEachCombination } from './combinations/for-each-combination.ts';
export type { FakeClock, FakeClockOptions } from './doubles/fake-clock.ts';
export { fakeClock } from './doubles/fake-clock.ts';
export type { RecordedOperation, RecordingStorage } from './doubles/recording.ts';
export { recording } from './doubles/recording.ts';
export type { RecordedEvaluation, RecordingHook } from './doubles/recording-hook.ts';
export { recordingHook } from './doubles/recording-hook.ts';
export type { FlagValues, TestFlags, TestFlagsOptions, TestOverrideOptions } from './doubles/test-flags.ts';
export { testFlags } from './doubles/test-flags.ts';

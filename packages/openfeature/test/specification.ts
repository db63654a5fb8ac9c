// The numbered rules of sections 2, 5 and 6 of the OpenFeature specification, as @openfeature/server-sdk 1.23 implements it.

/** Rules that a provider implements, or that the SDK implements with its help. Each has a test titled with its number. */
export const PROVIDER_RULES: readonly string[] = [
  '2.1.1 2.2.1 2.2.2.1 2.2.3 2.2.4 2.2.5 2.2.6 2.2.7 2.2.8.1 2.2.9 2.2.10 2.3.1 2.3.2 2.3.3 2.4.1 2.4.2.1 2.5.1 2.5.2 2.5.3 2.7.1',
  '5.1.1 5.1.2 5.1.3 5.1.4 5.1.5 5.2.3 5.2.5 5.2.6 5.3.1 5.3.2 5.3.3 5.3.5',
  '6.1.1.1 6.1.3 6.1.4 6.2.1 6.2.2',
].flatMap((section) => section.split(' '));

/** The other rules, and why they do not concern a server provider. */
export const RULES_OF_OTHERS: { readonly [rule: string]: string } = {
  '2.6.1': 'context reconciliation is for clients with one static context',
  '5.2.1': 'how clients of the SDK take handlers',
  '5.2.2': "how the SDK's API takes handlers",
  '5.2.4': "the type of the SDK's handlers",
  '5.2.7': 'how the SDK removes handlers',
  '5.3.4.1': 'context reconciliation is for clients with one static context',
  '5.3.4.2': 'context reconciliation is for clients with one static context',
  '5.3.4.3': 'context reconciliation is for clients with one static context',
  '6.1.2.1': 'tracking with one static context',
};

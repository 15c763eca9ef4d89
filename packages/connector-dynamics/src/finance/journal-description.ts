/** What our description of a journal says of it. */
export type DescribedState = 'being written' | 'ready' | 'set aside';

/** Every state that a description can say. */
export const describedStates = ['being written', 'set aside', 'ready'] as const satisfies readonly DescribedState[];

// Short: the longest description varies by version.
const endings: Readonly<Record<DescribedState, string>> = {
  'being written': ': do not post',
  'set aside': ': check first',
  ready: '',
};

/** The description of the journal that was made for a batch; people read it, and it is found by it. */
export function describe(key: string, state: DescribedState): string {
  return `Bilag ${key}${endings[state]}`;
}

/** What a description says, if it is one of ours, word for word. */
export function readDescription(text: string): { readonly key: string; readonly state: DescribedState } | undefined {
  const key = /^Bilag ([0-9A-Z]{12})/.exec(text)?.[1] ?? '';
  const state = describedStates.find((it) => text === describe(key, it));
  return key === '' || state === undefined ? undefined : { key, state };
}

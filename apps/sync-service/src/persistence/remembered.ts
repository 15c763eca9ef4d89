import type { Witness } from '@bilag/core';

/** What this process remembers of the database at the moment. */
export type Remembered = () => Witness | undefined;

/** For whoever remembers nothing: the database is believed what it says of itself. */
export const nothing: Remembered = () => undefined;

/** As `bilag.may_send` takes it. */
export function witnessValues(witness: Witness | undefined): readonly (string | number | null)[] {
  return witness === undefined ? [null, null, null] : [witness.instanceId, witness.epoch, witness.beats];
}

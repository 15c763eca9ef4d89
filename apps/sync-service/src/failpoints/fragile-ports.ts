import type { EnginePorts } from '@bilag/core';

/** The ports in which points and bugs can be put. */
export type FragilePorts = Pick<EnginePorts, 'outbox' | 'gateways'>;

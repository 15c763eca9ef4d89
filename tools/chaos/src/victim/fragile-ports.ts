import type { EnginePorts } from '@bilag/core';

/** The ports of the engine in which points and bugs can be put. */
export type FragilePorts = Pick<EnginePorts, 'outbox' | 'gateways' | 'config' | 'masterData'>;

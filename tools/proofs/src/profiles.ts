import { businessCentral, finance } from './dynamics-profiles.ts';
import type { Profile } from './profile.ts';
import { xledgerGraphql, xledgerRest } from './xledger-profiles.ts';

/** Every profile that talks to an ERP. */
export const profiles: readonly Profile[] = [xledgerGraphql, xledgerRest, businessCentral, finance];

import type { BusinessCentralSystem } from '../business-central/business-central.ts';
import type { EntraSystem } from '../entra/entra.ts';
import type { XledgerSystem } from '../xledger/xledger.ts';

/** The simulated systems that the control API and the page show and steer. */
export interface Systems {
  readonly xledger: XledgerSystem;
  readonly entra: EntraSystem;
  readonly businessCentral: BusinessCentralSystem;
}

import type { BusinessCentralSystem } from '../business-central/business-central.ts';
import type { EntraSystem } from '../entra/entra.ts';
import type { FinanceSystem } from '../finance/finance.ts';
import type { KeyVaultSystem } from '../key-vault/key-vault.ts';
import type { XledgerSystem } from '../xledger/xledger.ts';
import type { XledgerRestSystem } from '../xledger-rest/xledger-rest.ts';

/** The simulated systems that the control API and the page show and steer. */
export interface Systems {
  readonly xledger: XledgerSystem;
  readonly xledgerRest: XledgerRestSystem;
  readonly entra: EntraSystem;
  readonly businessCentral: BusinessCentralSystem;
  readonly finance: FinanceSystem;
  readonly keyVault: KeyVaultSystem;
}

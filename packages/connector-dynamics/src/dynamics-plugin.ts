import type { ConnectorPlugin } from '@bilag/core';
import { businessCentralProfile } from './business-central/business-central-profile.ts';
import { financeProfile } from './finance/finance-profile.ts';

/** Microsoft Dynamics 365; each profile is one of its products. */
export const dynamicsPlugin: ConnectorPlugin = {
  name: 'dynamics',
  title: 'Microsoft Dynamics 365',
  profiles: [businessCentralProfile, financeProfile],
};

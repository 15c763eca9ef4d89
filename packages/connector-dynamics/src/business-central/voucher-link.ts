import { withoutSlashAtEnd } from '@bilag/connector-http';
import type { VoucherReference } from '@bilag/core';
import { isRow } from '../exact-json.ts';
import { patterns, publicAddresses } from './config-schema.ts';

/** The web client of Microsoft's own cloud. */
const webClient = 'https://businesscentral.dynamics.com';

/** General Ledger Entries, a list of the base application. */
const ledgerEntries = 20;

/**
 * The entries of one voucher in the web client, as whoever opens it may see them. None for a company whose name is not set, as the web client would open
 * another one, and none outside of Microsoft's public cloud, whose web client is elsewhere.
 * @source https://learn.microsoft.com/dynamics365/business-central/dev-itpro/developer/devenv-web-client-urls, read 2026-11
 */
export function voucherLink(settings: unknown, reference: VoucherReference): string | undefined {
  if (!isRow(settings)) return undefined;
  const { tenantId, environment, companyName, apiUrl = publicAddresses.apiUrl } = settings;
  if (typeof apiUrl !== 'string' || withoutSlashAtEnd({ href: apiUrl }) !== publicAddresses.apiUrl) return undefined;
  if (!fits(tenantId, patterns.tenant) || !fits(environment, patterns.environment)) return undefined;
  if (!fits(companyName, patterns.companyName) || !companyName.isWellFormed()) return undefined;
  const filter = `'Document No.' IS '${reference}'`;
  const query = Object.entries({ company: companyName, page: String(ledgerEntries), filter });
  const encoded = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${webClient}/${encodeURIComponent(tenantId)}/${encodeURIComponent(environment)}/?${encoded}`;
}

const fits = (value: unknown, pattern: string): value is string =>
  typeof value === 'string' && new RegExp(pattern).test(value);

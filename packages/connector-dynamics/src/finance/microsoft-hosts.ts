/** The parts of the world that have names of their own, as in `contoso.operations.eu.dynamics.com`. One that is missing belongs here. */
const regions = 'ap au br ca ch de eu fr hk in it jp kr no pl qa se sg uae uk us za'.split(' ');

/** Hosts of Finance & Operations environments: production, sandboxes and developers' machines in Microsoft's cloud. */
export const environmentHosts: readonly string[] = [
  '*.operations.dynamics.com',
  ...regions.map((it) => `*.operations.${it}.dynamics.com`),
  '*.cloudax.dynamics.com',
  ...regions.map((it) => `*.cloudax.${it}.dynamics.com`),
  '*.operations.dynamics.us',
  '*.operations.dynamics.cn',
];

/** Hosts that Microsoft signs people and applications in at. */
export const authorityHosts: readonly string[] = [
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
];

/** Whether the address is an environment in Microsoft's cloud, not a machine of a developer's. */
export function isMicrosofts({ hostname }: URL): boolean {
  return /\.dynamics\.(com|us|cn)$/.test(hostname);
}

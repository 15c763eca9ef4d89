/**
 * What the screen at an address asks first, word for word as it will: whoever may do everything begins at the overview. What is left out here is asked
 * later, and what is too much is asked in vain; neither changes what is shown.
 */
export function firstQuestions({ pathname, search }: URL, role: string | undefined): readonly string[] {
  const ofAll = role === 'global_admin';
  const isInside = pathname.startsWith('/console/organizations/');
  const isOverview = /^\/console\/(overview)?$/.test(pathname) && search === '';
  return [
    '/v1/organizations',
    ...(ofAll && !isInside ? ['/v1/alerts?limit=50&state=open'] : []),
    ...(ofAll && isOverview ? ['/v1/overview', '/v1/connectors'] : []),
  ];
}

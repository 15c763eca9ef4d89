import type { MessageTable } from '../../i18n/message-table.ts';

export const overviewMessages = {
  'overview.title': { nb: 'Alle organisasjoner', en: 'All organizations' },
  'overview.filter': { nb: 'Filtrer organisasjoner', en: 'Filter organizations' },
  'overview.connector': { nb: 'Regnskapssystem', en: 'Accounting system' },
  'overview.connector.all': { nb: 'Alle', en: 'All' },
  'overview.connector.none': { nb: 'Ikke valgt', en: 'None' },
  'overview.health': { nb: 'Tilstand', en: 'Health' },
  'overview.health.all': { nb: 'Alle', en: 'All' },
  'overview.health.healthy': { nb: 'I orden', en: 'Healthy' },
  'overview.health.errors': { nb: 'Har feil', en: 'Has errors' },
  'overview.health.stale': { nb: 'Står stille', en: 'Stale' },
  'overview.health.disabled': { nb: 'Slått av', en: 'Disabled' },
  'overview.table': {
    nb: 'Organisasjoner og hvordan synkroniseringen går',
    en: 'Organizations and how their syncs stand',
  },
  'overview.organization': { nb: 'Organisasjon', en: 'Organization' },
  'overview.enabled': { nb: 'Kobling', en: 'Connector' },
  'overview.last-sync': { nb: 'Siste synkronisering', en: 'Last sync' },
  'overview.pending': { nb: 'Venter', en: 'Pending' },
  'overview.failed': { nb: 'Feilet', en: 'Errors' },
  'overview.stale': { nb: 'Ikke synkronisert på over 24 timer', en: 'No sync for over 24 hours' },
  'overview.empty': { nb: 'Ingen organisasjoner passer til filteret.', en: 'No organization fits the filter.' },
  'overview.count': {
    nb: '{count, plural, one {# organisasjon vises} other {# organisasjoner vises}}{more, select, yes {, det finnes flere} other {}}',
    en: '{count, plural, one {# organization shown} other {# organizations shown}}{more, select, yes {, there are more} other {}}',
  },
  'overview.more': { nb: 'Vis flere', en: 'Show more' },
} as const satisfies MessageTable;

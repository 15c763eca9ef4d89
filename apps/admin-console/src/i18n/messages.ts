import { componentMessages } from '../components/messages.ts';
import { alertSettingsMessages } from '../screens/alert-settings/messages.ts';
import { alertMessages } from '../screens/alerts/messages.ts';
import { auditMessages } from '../screens/audit-log/messages.ts';
import { connectionMessages } from '../screens/connection/messages.ts';
import { mappingMessages } from '../screens/mapping/messages.ts';
import { overviewMessages } from '../screens/overview/messages.ts';
import { recordMessages } from '../screens/record/messages.ts';
import { recordsMessages } from '../screens/records/messages.ts';
import { settingsMessages } from '../screens/settings/messages.ts';
import { statusMessages } from '../screens/status/messages.ts';
import { webhookMessages } from '../screens/webhooks/messages.ts';
import { sessionMessages } from '../session/messages.ts';
import { shellMessages } from '../shell/messages.ts';
import { logWordMessages } from './log-words.ts';
import type { Language } from './message-table.ts';
import { wordMessages } from './words.ts';

/** Everything that the console says. A new screen adds its table here. */
export const messages = {
  ...wordMessages,
  ...logWordMessages,
  ...componentMessages,
  ...sessionMessages,
  ...shellMessages,
  ...overviewMessages,
  ...statusMessages,
  ...recordsMessages,
  ...recordMessages,
  ...settingsMessages,
  ...connectionMessages,
  ...mappingMessages,
  ...auditMessages,
  ...alertMessages,
  ...alertSettingsMessages,
  ...webhookMessages,
};

/** The name of a sentence. */
export type MessageId = keyof typeof messages;

/** All sentences of one language, by name. */
export function messagesIn(language: Language): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(messages).map(([id, inAll]) => [id, inAll[language]]));
}

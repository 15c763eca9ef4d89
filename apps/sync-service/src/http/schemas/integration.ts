import { type Static, Type } from 'typebox';
import { MappingCheck } from './mapping-finding.ts';
import { named, nullable, ref } from './ref.ts';
import { identifier } from './values.ts';

const anything = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description });
const instant = () => Type.String({ format: 'date-time' });

/** One interface or product of an accounting system. */
const ConnectorProfile = named(
  'ConnectorProfile',
  Type.Object(
    {
      name: Type.String({ description: 'The value of the setting `profile`.', examples: ['graphql'] }),
      title: Type.String({ examples: ['Xledger GraphQL'] }),
      settingsSchema: anything('JSON Schema (2020-12) of the settings.'),
      credentialsSchema: anything('JSON Schema (2020-12) of the credentials; secrets are marked `writeOnly`.'),
      mappingTargetsSchema: anything('JSON Schema (2020-12) of what a field mapping may point at.'),
      offersChoices: Type.Boolean({
        description: 'Whether it lists what the credentials open, to choose settings from.',
      }),
    },
    { additionalProperties: false },
  ),
);

/** A connector that this installation has. */
export const Connector = named(
  'Connector',
  Type.Object(
    {
      name: Type.String({ examples: ['xledger'] }),
      title: Type.String({ examples: ['Xledger'] }),
      profiles: Type.Array(ref(ConnectorProfile), { minItems: 1 }),
    },
    { additionalProperties: false },
  ),
);

/** All connectors. */
export const ConnectorList = named(
  'ConnectorList',
  Type.Object({ items: Type.Array(ref(Connector)) }, { additionalProperties: false }),
);

/** Connector, settings and, when they change, credentials. */
export const IntegrationChange = named(
  'IntegrationChange',
  Type.Object(
    {
      connector: identifier(63, 'The name of a connector.', 'xledger'),
      settings: anything('As the connector’s schema describes; 64 KiB of JSON at most.'),
      credentials: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description:
            'As the connector’s schema describes; 64 KiB of JSON at most. Never shown again; without them the saved ones stay.',
          writeOnly: true,
        }),
      ),
    },
    {
      additionalProperties: false,
      examples: [
        {
          connector: 'xledger',
          settings: {
            profile: 'graphql',
            endpoint: 'https://www.xledger.net/graphql',
            ledgerId: '31000001',
            dimensions: { costCenter: 'glObject2', project: 'project' },
          },
          credentials: { apiToken: '…' },
        },
      ],
    },
  ),
);

const Ledger = named(
  'Ledger',
  Type.Object({ id: Type.String(), name: Type.String() }, { additionalProperties: false }),
);

/** An integration as people see it: everything but the secrets. */
export const Integration = named(
  'Integration',
  Type.Object(
    {
      connector: Type.String(),
      settings: anything('As the connector’s schema describes.'),
      enabled: Type.Boolean({ description: 'Whether vouchers are sent.' }),
      configVersion: Type.Integer(),
      credentialVersion: Type.Integer(),
      credentialsSetAt: instant(),
      credentialsSetBy: Type.String(),
      tested: nullable(
        Type.Object(
          { at: instant(), ledger: ref(Ledger) },
          { additionalProperties: false, description: 'The last successful test of exactly this configuration.' },
        ),
      ),
      mappingVersion: nullable(Type.Integer({ description: 'The current field mapping.' })),
      mappingCheck: nullable(ref(MappingCheck)),
      paused: nullable(
        Type.Object(
          { code: Type.String(), message: Type.String(), remedy: Type.String(), at: instant() },
          { additionalProperties: false, description: 'Why nothing is sent until somebody acts.' },
        ),
      ),
    },
    { additionalProperties: false },
  ),
);
/** @see Integration */
export type Integration = Static<typeof Integration>;

/** What a successful connection test saw. */
export const ConnectionTest = named(
  'ConnectionTest',
  Type.Object(
    {
      ledger: ref(Ledger),
      usedByOthers: nullable(
        Type.Boolean({
          description:
            'Whether another organization of this installation is connected to this ledger too. If that is a mistake, the claims of one will be booked in the books of the other. Told to global administrators; null for others, who must not learn whose books are kept here.',
        }),
      ),
      ledgerAccounts: Type.Array(
        Type.Object(
          { number: Type.String(), name: Type.String(), postable: Type.Boolean() },
          { additionalProperties: false },
        ),
      ),
      costCenters: Type.Array(
        Type.Object({ code: Type.String(), name: Type.String() }, { additionalProperties: false }),
      ),
      masterDataReadAt: nullable(
        Type.String({
          format: 'date-time',
          description:
            'When the lists were read. Null while they are still being read: the answer does not wait for long ones.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
);

/** What the credentials open. */
export const SettingsChoiceList = named(
  'SettingsChoiceList',
  Type.Object(
    {
      items: Type.Array(
        Type.Object(
          {
            title: Type.String({ examples: ['Production: CRONUS Norge AS'] }),
            settings: anything('The settings to take over; those that are not named stay as they are.'),
          },
          { additionalProperties: false },
        ),
      ),
    },
    { additionalProperties: false },
  ),
);

/** The organization's feature flag. */
export const EnabledChange = named(
  'EnabledChange',
  Type.Object({ enabled: Type.Boolean() }, { additionalProperties: false, examples: [{ enabled: true }] }),
);

/** Names for the document. */
export const integrationSchemas = [
  ConnectorProfile,
  Connector,
  ConnectorList,
  IntegrationChange,
  Ledger,
  Integration,
  ConnectionTest,
  SettingsChoiceList,
  EnabledChange,
] as const;

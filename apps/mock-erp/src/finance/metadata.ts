import type { Answer } from '../answer.ts';
import { FINANCE_TYPES, type FinanceField, type FinanceType } from './entity-types.ts';
import { jsonAnswer } from './render.ts';

const NAMESPACE = 'Microsoft.Dynamics.DataEntities';
const EDM: Readonly<Record<FinanceField['kind'], string>> = {
  text: 'Edm.String',
  amount: 'Edm.Decimal',
  decimal: 'Edm.Decimal',
  integer: 'Edm.Int32',
  instant: 'Edm.DateTimeOffset',
  enum: '',
};

/** The list of entity sets. */
export function serviceAnswer(base: string): Answer {
  const value = FINANCE_TYPES.map(({ set }) => ({ name: set, kind: 'EntitySet', url: set }));
  return jsonAnswer(200, { '@odata.context': `${base}/data/$metadata`, value });
}

/** The entity types that this sandbox has, in XML. @source dynamics.md §15.1, 2026-11 */
export function financeMetadataAnswer(): Answer {
  const enums = new Map(
    FINANCE_TYPES.flatMap(({ fields }) => Object.values(fields)).map(({ enumType, options }) => [enumType, options]),
  );
  const enumXml = [...enums].map(([name, options = []]) => {
    const members = options.map((option, index) => `<Member Name="${option}" Value="${index}" />`);
    return name === undefined ? '' : `<EnumType Name="${name}">${members.join('')}</EnumType>`;
  });
  const sets = FINANCE_TYPES.map(({ name, set }) => `<EntitySet Name="${set}" EntityType="${NAMESPACE}.${name}" />`);
  const body =
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>' +
    `<Schema Namespace="${NAMESPACE}" xmlns="http://docs.oasis-open.org/odata/ns/edm">` +
    `${enumXml.join('')}${FINANCE_TYPES.map(entityTypeXml).join('')}` +
    `<EntityContainer Name="Resources">${sets.join('')}</EntityContainer>` +
    '</Schema></edmx:DataServices></edmx:Edmx>';
  return { status: 200, headers: { 'odata-version': '4.0' }, contentType: 'application/xml; charset=utf-8', body };
}

function entityTypeXml({ name, key, fields }: FinanceType): string {
  const keys = key.map((field) => `<PropertyRef Name="${field}" />`);
  const properties = Object.entries(fields).map(([field, { kind, enumType, length }]) => {
    const type = kind === 'enum' ? `${NAMESPACE}.${enumType ?? ''}` : EDM[kind];
    return `<Property Name="${field}" Type="${type}"${length === undefined ? '' : ` MaxLength="${length}"`} />`;
  });
  return `<EntityType Name="${name}"><Key>${keys.join('')}</Key>${properties.join('')}</EntityType>`;
}

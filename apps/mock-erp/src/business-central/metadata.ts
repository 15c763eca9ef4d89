import type { Answer } from '../answer.ts';
import type { EntityType, Field } from './entity.ts';
import * as types from './entity-types.ts';

const EDM: Readonly<Record<Field['kind'], string>> = {
  guid: 'Edm.Guid',
  code: 'Edm.String',
  text: 'Edm.String',
  enum: 'Edm.String',
  decimal: 'Edm.Decimal',
  date: 'Edm.Date',
  instant: 'Edm.DateTimeOffset',
  integer: 'Edm.Int32',
  boolean: 'Edm.Boolean',
};

/** The entity types of API v2.0 that this sandbox has, in XML. @source dynamics.md §2, 2026-11 */
export function metadataAnswer(): Answer {
  const all = Object.values(types).filter((type) => type !== types.REPORTED_ENTRY);
  const sets = all.map((type) => `<EntitySet Name="${type.set}" EntityType="Microsoft.NAV.${type.name}" />`);
  const body =
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>' +
    '<Schema Namespace="Microsoft.NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">' +
    all.map(entityTypeXml).join('') +
    '<Action Name="post" IsBound="true"><Parameter Name="bindingParameter" Type="Microsoft.NAV.journal" /></Action>' +
    `<EntityContainer Name="NAV">${sets.join('')}</EntityContainer>` +
    '</Schema></edmx:DataServices></edmx:Edmx>';
  return { status: 200, headers: { 'odata-version': '4.0' }, contentType: 'application/xml; charset=utf-8', body };
}

function entityTypeXml({ name, fields, navigations }: EntityType): string {
  const properties = Object.entries(fields).map(([field, { kind, length }]) => {
    const longest = length === undefined ? '' : ` MaxLength="${length}"`;
    return `<Property Name="${field}" Type="${EDM[kind]}"${longest} />`;
  });
  const links = navigations.map((navigation) => {
    const target = Object.values(types).find((type) => type.set === navigation || type.name === navigation);
    const single = target?.name === navigation ? '' : 'Collection';
    const type = `Microsoft.NAV.${target?.name ?? navigation}`;
    return `<NavigationProperty Name="${navigation}" Type="${single === '' ? type : `${single}(${type})`}" />`;
  });
  const key = '<Key><PropertyRef Name="id" /></Key>';
  return `<EntityType Name="${name}">${key}${properties.join('')}${links.join('')}</EntityType>`;
}

import { type Static, Type } from 'typebox';
import { named, ref } from './ref.ts';
import { currency, organizationId, text } from './values.ts';

/** An organization to be created. */
export const NewOrganization = named(
  'NewOrganization',
  Type.Object(
    {
      id: organizationId(),
      name: text(200, 'What people call it.', 'Norges Blindeforbund'),
      currency: currency(),
    },
    { additionalProperties: false, examples: [{ id: 'nbf', name: 'Norges Blindeforbund', currency: 'NOK' }] },
  ),
);

/** What an organization is called from now on. */
export const OrganizationName = named(
  'OrganizationName',
  Type.Object(
    { name: text(200, 'What people call it.', 'Norges Blindeforbund') },
    { additionalProperties: false, examples: [{ name: 'Norges Blindeforbund' }] },
  ),
);

/** An organization whose books are written. */
export const Organization = named(
  'Organization',
  Type.Object(
    {
      id: organizationId(),
      name: Type.String(),
      currency: currency(),
      createdAt: Type.String({ format: 'date-time' }),
      link: Type.String({ format: 'uri-reference' }),
    },
    { additionalProperties: false },
  ),
);
/** @see Organization */
export type Organization = Static<typeof Organization>;

/** The organizations that the token may see. */
export const OrganizationList = named(
  'OrganizationList',
  Type.Object({ items: Type.Array(ref(Organization)) }, { additionalProperties: false }),
);

/** Names for the document. */
export const organizationSchemas = [NewOrganization, OrganizationName, Organization, OrganizationList] as const;

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

const shown = {
  id: organizationId(),
  name: Type.String(),
  currency: currency(),
  createdAt: Type.String({ format: 'date-time' }),
  link: Type.String({ format: 'uri-reference' }),
};

/** An organization whose books are written. */
export const Organization = named('Organization', Type.Object(shown, { additionalProperties: false }));
/** @see Organization */
export type Organization = Static<typeof Organization>;

/** An organization with what whoever sends approvals has to know. */
export const OrganizationDetail = named(
  'OrganizationDetail',
  Type.Object(
    {
      ...shown,
      expenseTypes: Type.Array(Type.String({ examples: ['public_transport'] }), {
        description:
          'Which expense types an approval may have: the standard ones and those of the field mapping, sorted.',
      }),
    },
    { additionalProperties: false },
  ),
);
/** @see OrganizationDetail */
export type OrganizationDetail = Static<typeof OrganizationDetail>;

/** The organizations that the token may see. */
export const OrganizationList = named(
  'OrganizationList',
  Type.Object({ items: Type.Array(ref(Organization)) }, { additionalProperties: false }),
);

/** Names for the document. */
export const organizationSchemas = [
  NewOrganization,
  OrganizationName,
  Organization,
  OrganizationDetail,
  OrganizationList,
] as const;

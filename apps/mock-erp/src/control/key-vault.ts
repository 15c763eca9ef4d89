import type { FastifyInstance } from 'fastify';
import type { KeyVaultSystem } from '../key-vault/key-vault.ts';
import { InputError, oneOf, optionalText, readObject, refuseUnknown } from './input.ts';

const ACTIONS = ['create', 'enable', 'disable', 'delete', 'recover', 'purge'] as const;

/** Adds what an administrator does in the vault: `POST /control/key-vault/keys` with `name`, `action` and, to enable or disable one, `version`. */
export function addKeyVaultRoutes(app: FastifyInstance, { keys }: KeyVaultSystem): void {
  app.post('/control/key-vault/keys', (request) => {
    const fields = readObject(request.body);
    refuseUnknown(fields, ['name', 'action', 'version']);
    const name = optionalText(fields, 'name') ?? '';
    if (!/^[A-Za-z0-9-]{1,127}$/.test(name)) throw new InputError('name must have letters, digits and hyphens');
    const action = oneOf(fields['action'], ACTIONS, 'action');
    const version = optionalText(fields, 'version');
    try {
      if (action === 'create') keys.create(name);
      if (action === 'enable' || action === 'disable') keys.setEnabled(name, action === 'enable', version);
      if (action === 'delete') keys.remove(name);
      if (action === 'recover') keys.recover(name);
      if (action === 'purge') keys.purge(name);
    } catch (error) {
      throw new InputError(error instanceof Error ? error.message : String(error));
    }
    const versions = keys.versionsOf(name) ?? [];
    return { name, versions: versions.map(({ version: id, enabled }) => ({ version: id, enabled })) };
  });
}

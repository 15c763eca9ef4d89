import { Migration } from '@mikro-orm/migrations';
import { birthTriggers } from './instance/birth.ts';
import { heartbeatFunctions } from './instance/heartbeat.ts';
import { identityFunctions } from './instance/identity.ts';
import { releaseFunctions } from './instance/release.ts';
import { instanceTable } from './instance/table.ts';

/** A database that was restored or copied is found out, and sends nothing until an administrator releases it. The release before knows nothing of it. */
export class Migration20261125Instance extends Migration {
  override name = 'Migration20261125Instance';

  override up(): void {
    for (const part of [instanceTable, identityFunctions, heartbeatFunctions, releaseFunctions, birthTriggers]) {
      this.addSql(part);
    }
  }
}

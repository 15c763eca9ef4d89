import { useLogExport } from '../../api/sync-logs.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { saveFile } from '../../components/save-file.ts';
import { useText } from '../../i18n/use-text.ts';
import type { AuditSearch } from './search.ts';

/** Everything that the filters let through, as a file. It is fetched with the token, as an address of a file would need none. */
export function AuditExport({
  organizationId,
  search: { organization: _organization, ...filter },
}: {
  readonly organizationId: string;
  readonly search: AuditSearch;
}) {
  const say = useText();
  const announce = useAnnounce();
  const file = useLogExport(organizationId);
  const name = `sync-log-${organizationId}.csv`;
  const fetchFile = () =>
    file.mutate(filter, {
      onSuccess(content) {
        saveFile(content, name);
        announce(say('audit.exported', { name }));
      },
    });
  return (
    <>
      {file.error !== null && <ProblemNotice error={file.error} />}
      <p className="actions">
        <Button isBusy={file.isPending} onPress={fetchFile}>
          {say('audit.export')}
        </Button>
        <span className="hint">{say('audit.export.hint')}</span>
      </p>
    </>
  );
}

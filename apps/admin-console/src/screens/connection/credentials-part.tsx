import type { Integration } from '../../api/integration.ts';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';
import { fieldsOf as allFields } from './fields.ts';
import { SchemaFields } from './schema-fields.tsx';
import type { ConnectionForm } from './use-connection-form.ts';
import { useFieldWords } from './use-field-words.ts';

interface CredentialsPartProps {
  readonly form: ConnectionForm;
  readonly saved: Integration | null;
  readonly errorOf: (path: string) => string | undefined;
  /** The saved ones will not do. */
  readonly areNeeded: boolean;
}

/** Who Bilag is to the accounting system. What is saved is never shown, only when it was set and by whom. */
export function CredentialsPart({ form, saved, errorOf, areNeeded }: CredentialsPartProps) {
  const say = useText();
  const format = useFormat();
  const isSaved = saved !== null && saved.connector === form.connector?.name;
  return (
    <section>
      <h2>{say('connection.credentials')}</h2>
      {areNeeded && <p className="field-error">{say('connection.credentials.needed')}</p>}
      {isSaved && (
        <p>
          {say('connection.credentials.set', {
            at: format.instant(saved.credentialsSetAt),
            by: saved.credentialsSetBy,
          })}
        </p>
      )}
      {form.isReplacing && (
        <>
          <p className="hint">{say('connection.credentials.hint')}</p>
          <AlternativeChoice form={form} />
          <SchemaFields
            fields={form.credentialFields}
            values={form.credentials}
            onChange={form.setCredential}
            errorOf={errorOf}
          />
        </>
      )}
      {isSaved && (
        <p>
          <Button onPress={() => form.setReplacing(!form.isReplacing)}>
            {say(form.isReplacing ? 'connection.credentials.keep' : 'connection.credentials.replace')}
          </Button>
        </p>
      )}
    </section>
  );
}

/** A secret or a certificate, where the accounting system takes either. */
function AlternativeChoice({
  form: { alternatives, alternative, setAlternative, profile },
}: {
  readonly form: ConnectionForm;
}) {
  const say = useText();
  const wordsOf = useFieldWords();
  if (alternatives.length < 2 || profile === undefined) return null;
  const titleOf = (names: readonly string[]) => {
    const fields = allFields(profile.credentialsSchema).filter((it) => names.includes(it.path));
    return fields.map((it) => wordsOf({ ...it, isRequired: true }).label).join(', ');
  };
  return (
    <div className="form-grid">
      <Choice
        label={say('connection.alternative')}
        value={String(alternative)}
        options={alternatives.map((names, index) => ({ value: String(index), label: titleOf(names) }))}
        onChange={(it) => setAlternative(Number(it))}
      />
    </div>
  );
}

import { useState } from 'react';
import { TextField } from '../../components/text-field.tsx';
import { useText } from '../../i18n/use-text.ts';

interface AddTypeProps {
  readonly types: readonly string[];
  readonly onAdd: (type: string) => void;
}

/** A further expense type, by the name that the approving app sends. */
export function AddType({ types, onAdd }: AddTypeProps) {
  const say = useText();
  const [typed, setTyped] = useState('');
  const type = typed.trim();
  const isThere = types.includes(type);
  return (
    <form
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
        if (type === '' || isThere) return;
        onAdd(type);
        setTyped('');
      }}
    >
      <TextField
        label={say('mapping.add')}
        hint={say('mapping.add.hint')}
        error={isThere ? say('mapping.add.there') : undefined}
        maxLength={30}
        value={typed}
        onChange={setTyped}
      />
      <button type="submit" className="button button-plain">
        {say('mapping.add.go')}
      </button>
    </form>
  );
}

/** An approval as it is stored: checked, amounts in full decimals, instants in UTC, without addresses of files. */
export const captureContent = `
create function bilag.captured_lines(p_lines jsonb, p_digits integer) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  line jsonb;
  field text;
  minor numeric;
  vat numeric;
  total numeric := 0;
  lines jsonb := '[]';
begin
  if jsonb_typeof(p_lines) is distinct from 'array' or jsonb_array_length(p_lines) not between 1 and 499 then
    perform bilag.refuse('VALIDATION_FAILED', 'lines', 'There must be 1 to 499 lines.');
  end if;
  for at in 0 .. jsonb_array_length(p_lines) - 1 loop
    line := p_lines->at;
    field := format('lines[%s]', at);
    perform bilag.check_fields(line, field, '{expenseType,amount,text}', '{vatAmount,costCenter,project,quantity,unit}');
    perform bilag.check_text(line->'expenseType', field || '.expenseType', 30, true);
    perform bilag.check_text(line->'text', field || '.text', 200, false);
    if line ? 'costCenter' then perform bilag.check_text(line->'costCenter', field || '.costCenter', 30, true); end if;
    if line ? 'project' then perform bilag.check_text(line->'project', field || '.project', 30, true); end if;
    if line ? 'unit' then perform bilag.check_text(line->'unit', field || '.unit', 20, false); end if;
    if line ? 'quantity' and (jsonb_typeof(line->'quantity') <> 'string' or line->>'quantity' !~ '^(0|[1-9][0-9]{0,8})(\\.[0-9]{1,4})?$') then
      perform bilag.refuse('VALIDATION_FAILED', field || '.quantity', 'It must be a decimal string.');
    end if;
    minor := bilag.minor_units(line->'amount', field || '.amount', p_digits);
    if minor <= 0 then perform bilag.refuse('AMOUNT_NOT_POSITIVE', field || '.amount', 'An expense line must be above zero.'); end if;
    line := line || jsonb_build_object('amount', bilag.decimal_text(minor, p_digits));
    if line ? 'vatAmount' then
      vat := bilag.minor_units(line->'vatAmount', field || '.vatAmount', p_digits);
      if vat not between 0 and minor then
        perform bilag.refuse('VALIDATION_FAILED', field || '.vatAmount', 'The VAT amount lies between zero and the amount of its line.');
      end if;
      line := line || jsonb_build_object('vatAmount', bilag.decimal_text(vat, p_digits));
    end if;
    total := total + minor;
    lines := lines || jsonb_build_array(line);
  end loop;
  if total > 9999999999999 then perform bilag.refuse('AMOUNT_OUT_OF_RANGE', null, 'The sum is more than any ledger here holds.'); end if;
  return lines;
end $$;

create function bilag.captured_files(p_files jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  file jsonb;
  field text;
  files jsonb := '[]';
begin
  if jsonb_typeof(p_files) is distinct from 'array' or jsonb_array_length(p_files) > 20 then
    perform bilag.refuse('VALIDATION_FAILED', 'attachments', 'There may be at most 20 attachments.');
  end if;
  for at in 0 .. jsonb_array_length(p_files) - 1 loop
    file := p_files->at;
    field := format('attachments[%s]', at);
    perform bilag.check_fields(file, field, '{fileName,mediaType,sizeBytes,sha256,url}', '{}');
    perform bilag.check_text(file->'fileName', field || '.fileName', 200, true);
    if file->>'fileName' ~ '[/\\\\]' then perform bilag.refuse('VALIDATION_FAILED', field || '.fileName', 'It is no path.'); end if;
    perform bilag.check_choice(file->'mediaType', field || '.mediaType', 'VALIDATION_FAILED',
      '{application/pdf,image/jpeg,image/png,image/heic,image/tiff,image/webp}');
    perform bilag.check_whole(file->'sizeBytes', field || '.sizeBytes', 1, 10485760);
    if jsonb_typeof(file->'sha256') <> 'string' or file->>'sha256' !~ '^[0-9a-f]{64}$' then
      perform bilag.refuse('VALIDATION_FAILED', field || '.sha256', 'It must be a SHA-256 in lower-case hexadecimal.');
    end if;
    if jsonb_typeof(file->'url') <> 'string' or length(file->>'url') > 4000 or file->>'url' !~ '^https://[!-~]+$' then
      perform bilag.refuse('RECEIPT_ADDRESS_NOT_ALLOWED', field || '.url', 'It must begin with https.');
    end if;
    if jsonb_path_exists(p_files, '$[*] ? (@.sha256 == $it)', jsonb_build_object('it', file->'sha256'))
      and (select count(*) from jsonb_array_elements(p_files) o where o->'sha256' = file->'sha256' or o->'url' = file->'url') > 1 then
      perform bilag.refuse('VALIDATION_FAILED', 'attachments', 'The same file or address is there twice.');
    end if;
    files := files || jsonb_build_array(file - 'url' || jsonb_build_object('sizeBytes', (file->>'sizeBytes')::numeric::bigint));
  end loop;
  return files;
end $$;

create function bilag.captured_content(p_approval jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  digits integer := case when p_approval->>'currency' = 'ISK' then 0 else 2 end;
  files jsonb;
begin
  perform bilag.check_fields(p_approval, '', '{kind,sourceId,revision,approvedAt,approvedBy,expenseDate,payee,currency,lines}', '{attachments}');
  perform bilag.check_choice(p_approval->'kind', 'kind', 'VALIDATION_FAILED', '{reimbursement,honorarium}');
  perform bilag.check_text(p_approval->'sourceId', 'sourceId', 100, true);
  perform bilag.check_whole(p_approval->'revision', 'revision', 1, 1000000);
  perform bilag.check_text(p_approval->'approvedBy', 'approvedBy', 200, false);
  perform bilag.check_date(p_approval->'expenseDate', 'expenseDate');
  perform bilag.check_fields(p_approval->'payee', 'payee', '{type,id,name}', '{}');
  perform bilag.check_choice(p_approval #> '{payee,type}', 'payee.type', 'VALIDATION_FAILED', '{employee,volunteer}');
  perform bilag.check_text(p_approval #> '{payee,id}', 'payee.id', 30, true);
  perform bilag.check_text(p_approval #> '{payee,name}', 'payee.name', 200, false);
  perform bilag.check_choice(p_approval->'currency', 'currency', 'UNKNOWN_CURRENCY', '{NOK,SEK,DKK,EUR,USD,GBP,ISK}');
  files := case when p_approval ? 'attachments' then bilag.captured_files(p_approval->'attachments') else '[]' end;
  return p_approval - 'attachments' || jsonb_build_object('revision', (p_approval->>'revision')::numeric::integer,
      'approvedAt', bilag.instant_text(p_approval->'approvedAt', 'approvedAt'), 'lines', bilag.captured_lines(p_approval->'lines', digits))
    || case when files = '[]' then '{}' else jsonb_build_object('attachments', files) end;
end $$;

-- As core derives it: the prefix of the kind and 90 bits of a SHA-256 in Crockford’s base 32. p_what is 'bilag-voucher-1' or 'bilag-reversal-1'.
create function bilag.derived_reference(p_what text, p_organization_id text, p_kind text, p_source_id text, p_revision integer) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  name text := '[' || to_json(p_what) || ',' || to_json(p_organization_id) || ',' || to_json(p_kind) || ',' || to_json(p_source_id) || ',' || p_revision || ']';
  bits bit(256) := ('x' || encode(sha256(convert_to(name, 'UTF8')), 'hex'))::bit(256);
  text32 text := '';
begin
  for at in 0 .. 17 loop
    text32 := text32 || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substring(bits from at * 5 + 1 for 5)::bit(5)::integer + 1, 1);
  end loop;
  return case p_kind when 'reimbursement' then 'R-' else 'H-' end || text32;
end $$;
`;

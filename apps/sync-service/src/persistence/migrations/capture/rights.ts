const checks = [
  'refuse(text, text, text)',
  'check_fields(jsonb, text, text[], text[])',
  'check_text(jsonb, text, integer, boolean)',
  'check_choice(jsonb, text, text, text[])',
  'check_whole(jsonb, text, bigint, bigint)',
  'minor_units(jsonb, text, integer)',
  'decimal_text(numeric, integer)',
  'instant_text(jsonb, text)',
  'check_date(jsonb, text)',
  'captured_lines(jsonb, integer)',
  'captured_files(jsonb)',
  'captured_content(jsonb)',
  'derived_reference(text, text, text, text, integer)',
  'undo_for_capture(text, text, text, integer)',
  'revise_for_capture(text, jsonb, text, jsonb)',
  'captured_approval(jsonb)',
].map((it) => `bilag.${it}`);

/** A producer may call one function, which works as the service's role. To become the owner of something, that role needs the right to make things, for this moment. */
export const captureRights = `
revoke execute on function ${checks.join(', ')}, bilag.allow_producer(text, name), bilag.forbid_producer(text, name),
  bilag.capture_approval(jsonb) from public;
grant execute on function ${checks.join(', ')} to bilag_app;
grant create on schema bilag to bilag_app;
alter function bilag.capture_approval(jsonb) owner to bilag_app;
revoke create on schema bilag from bilag_app;
grant execute on function bilag.capture_approval(jsonb) to bilag_producer;
`;

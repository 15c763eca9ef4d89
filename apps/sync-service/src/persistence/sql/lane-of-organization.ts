/** $1 organization. Taken before entries are changed, as every sender does: nobody opens or records an attempt until the transaction ends. */
export const lockLane = 'select from bilag.lanes where organization_id = $1 for update';

/** $1 organization. Ends the lane's rest: the next worker may serve it at once. A pause stays until its cause is gone. */
export const endRest = `
update bilag.lanes set rest_until = '-infinity', rest_code = null, rest_message = null, troubles = 0 where organization_id = $1`;

/** An e-mail address that is nothing but one: no name, no list, no line break. */
export const emailPattern =
  "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}$";

/** A secret for signing webhooks: `whsec_` and the base64 of 24 to 64 bytes. */
export const webhookSecretPattern =
  '^whsec_(([A-Za-z0-9+/]{4}){8,20}([A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|[A-Za-z0-9+/][AQgw]==)?|([A-Za-z0-9+/]{4}){21}([A-Za-z0-9+/][AQgw]==)?)$';

const email = new RegExp(emailPattern);
const secret = new RegExp(webhookSecretPattern);

/** Whether a text is an e-mail address that messages may go to. */
export const isEmailAddress = (text: string): boolean => text.length <= 254 && email.test(text);

/** Whether a text is a secret for signing webhooks. */
export const isWebhookSecret = (text: string): boolean => secret.test(text);

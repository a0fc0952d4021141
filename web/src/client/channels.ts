/** How each kind of channel is set up: the fields of its form. Secrets are written, never read: *** keeps one. */
export interface Field {
  name: string;
  title: string;
  kind: 'text' | 'secret' | 'list' | 'flag';
  isRequired?: boolean;
  example?: string;
}
export type Kind = 'webhook' | 'telegram' | 'slack' | 'discord' | 'sms' | 'email';
export type Value = string | boolean | string[];
export type Setup = { type: Kind } & Record<string, Value>;

const text = (name: string, title: string, example = ''): Field => ({ name, title, kind: 'text', isRequired: true, example });
const secret = (name: string, title: string): Field => ({ name, title, kind: 'secret', isRequired: true });
const inside: Field = { name: 'allow_private', title: 'may be on this machine or network', kind: 'flag' };

export const forms: Record<Kind, Field[]> = {
  webhook: [text('url', 'Address', 'https://example.com/hook'), secret('secret', 'Secret that signs it'), inside],
  telegram: [secret('token', 'Token of the bot'), text('chat_id', 'Chat'), inside],
  slack: [secret('url', 'Address of the webhook'), inside],
  discord: [secret('url', 'Address of the webhook'), inside],
  sms: [
    text('account_sid', 'Account'),
    secret('auth_token', 'Token of the account'),
    text('from', 'From', '+15551234567'),
    text('to', 'To', '+15557654321'),
    inside,
  ],
  email: [
    text('server', 'Server', 'smtps://mail.example.com:465'),
    { name: 'user', title: 'User', kind: 'text' },
    { name: 'password', title: 'Password', kind: 'secret' },
    text('from', 'From', 'argosy@example.com'),
    { name: 'to', title: 'To, with commas', kind: 'list', isRequired: true },
    { name: 'allow_plain', title: 'without encryption, for a server on this machine', kind: 'flag' },
  ],
};
export const kinds = Object.keys(forms) as Kind[];

/** What is sent: only the fields of the kind, and those that may be empty only when they are not. */
export function setupOf(type: Kind, values: Record<string, Value>): Setup {
  const setup: Setup = { type };
  for (const field of forms[type]) {
    const value = values[field.name] ?? (field.kind === 'flag' ? false : field.kind === 'list' ? [] : '');
    if (field.isRequired || field.kind === 'flag' || value !== '') setup[field.name] = value;
  }
  return setup;
}

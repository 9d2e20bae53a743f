/** Passkeys: this phone, or a key of its owner's, shows who somebody is instead of a password. Only the browser can ask it. */
import { Problem } from '../api/problem';
import { beginAddingPasskey, beginPasskey, keepPasskey, signInByPasskey, stepUpWith } from '../api/staff';
import { device } from './here';

/** Of a sign-in with a password or at a provider, for as long as a passkey may be added: never kept. */
export type Fresh = { token: string } & ({ password: string } | { authority: string });

/** Passkeys belong to a name: a page that is reached by a number can have none, nor can the window. */
export function hasPasskeys(): boolean {
  if (device.kind !== 'web' || !isSecureContext || /^[\d.]+$|^\[/.test(location.hostname)) return false;
  const known = globalThis.PublicKeyCredential as typeof PublicKeyCredential | undefined;
  return (
    known !== undefined &&
    'parseCreationOptionsFromJSON' in known &&
    'parseRequestOptionsFromJSON' in known &&
    'toJSON' in known.prototype
  );
}

/** What the browser shows of a passkey; `undefined` where the server has no name that passkeys could belong to. */
export async function showPasskey(): Promise<unknown> {
  const begun = await beginPasskey().catch(nameless);
  if (begun === undefined) return undefined;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun);
  return spelled(await navigator.credentials.get({ publicKey }));
}

/** The token of a session that a passkey opened; `undefined` as above. */
export async function tokenByPasskey(): Promise<string | undefined> {
  const shown = await showPasskey();
  return shown === undefined ? undefined : signInByPasskey(shown);
}

/** Answers whether there is a passkey now; there is none where the server has no name. */
export async function addPasskey({ token, ...by }: Fresh): Promise<boolean> {
  // Whoever has no password is fresh from their provider, or the server says that they are not.
  if ('password' in by) await stepUpWith(token, by.password);
  return madePasskey(
    () => beginAddingPasskey(token),
    (made) => keepPasskey(token, made),
  );
}

/** Has one made by the browser, between both halves of the server's. Answers as above. */
export async function madePasskey(
  begin: () => Promise<PublicKeyCredentialCreationOptionsJSON>,
  keep: (made: unknown) => Promise<unknown>,
): Promise<boolean> {
  const begun = await begin().catch(nameless);
  if (begun === undefined) return false;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(begun);
  try {
    await keep(spelled(await navigator.credentials.create({ publicKey })));
  } catch (error) {
    // The browser's way to say that this phone has one of this person's already.
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
  }
  return true;
}

function nameless(error: unknown): undefined {
  if (!(error instanceof Problem && error.status === 404)) throw error;
}

function spelled(credential: Credential | null): unknown {
  if (!(credential instanceof PublicKeyCredential)) throw new Error('the browser showed nothing');
  return credential.toJSON();
}

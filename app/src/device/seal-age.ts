import { Encrypter } from 'age-encryption';

/** Seals as the `age` program does (age-encryption.org/v1). Loaded only when there is a photo to seal. */
export async function sealTo(recipient: string, content: Blob): Promise<Blob> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const sealed = await encrypter.encrypt(new Uint8Array(await content.arrayBuffer()));
  return new Blob([sealed.slice()], { type: 'application/age' });
}

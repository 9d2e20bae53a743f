import type { Page } from '@playwright/test';

/** A phone that asks for a finger, and gets it while `setUserVerified` says so. */
export async function finger(phone: Page) {
  const cdp = await phone.context().newCDPSession(phone);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    held: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    give: (isUserVerified: boolean) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    lose: () => cdp.send('WebAuthn.clearCredentials', { authenticatorId }),
  };
}

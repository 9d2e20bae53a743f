import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

const CLIENT = { client_id: 'seesayact', client_secret: 'of-this-story-only-77d1' };

/** An authority's own OpenID provider: a real one, whose people are called what they type. */
export class SignOn {
  private constructor(
    readonly issuer: string,
    readonly server: HttpServer,
  ) {}

  static async open(back: string): Promise<SignOn> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, {
      clients: [{ ...CLIENT, redirect_uris: [back], grant_types: ['authorization_code'], response_types: ['code'] }],
      pkce: { required: () => true },
      findAccount: (_asked, sub) => ({ accountId: sub, claims: () => ({ sub, email: 'staff@demo.test' }) }),
    });
    server.on('request', provider.callback());
    return new SignOn(issuer, server);
  }

  /** As the server under test is told of it. */
  setting(authority: string): string {
    const said = { authority, name: 'Bayview sign-on', issuer: this.issuer, ...CLIENT };
    const fields = Object.entries(said).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    return `[{${fields.join(',')}}]`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server as Listener, type Socket } from 'node:net';

/** The line between a phone and the server: half of the first photo goes through, then it hangs until somebody gives up. */
export class Line {
  readonly swallowed: Promise<void>;
  #tell = () => {};
  #cut = false;
  #sockets = new Set<Socket>();
  #listener: Listener;

  private constructor(server: URL) {
    this.swallowed = new Promise((done) => (this.#tell = done));
    this.#listener = createServer((phone) => this.#join(phone, connect(Number(server.port), server.hostname)));
  }

  static async to(server: string): Promise<Line> {
    const line = new Line(new URL(server));
    line.#listener.listen(0, '127.0.0.1');
    await once(line.#listener, 'listening');
    return line;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#listener.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(phone: Socket, server: Socket): void {
    let hangs = false;
    for (const [from, to] of [
      [phone, server],
      [server, phone],
    ] as const) {
      this.#sockets.add(from);
      from.on('close', () => to.destroy()).on('error', () => to.destroy());
    }
    server.on('data', (bytes) => phone.write(bytes));
    phone.on('data', (bytes) => {
      if (hangs) return;
      const isPhoto = bytes.subarray(0, 200).includes('PUT /api/v1/reports/');
      if (this.#cut || !isPhoto) return void server.write(bytes);
      this.#cut = hangs = true;
      server.write(bytes.subarray(0, bytes.length / 2));
      this.#tell();
    });
  }
}

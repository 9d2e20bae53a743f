import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server as Listener, type Socket } from 'node:net';

/** The line between a desk and the server, which can be cut at any byte. */
export class Cable {
  #whole = true;
  #snaps = false;
  #sockets = new Set<Socket>();
  #listener: Listener;

  private constructor(server: URL) {
    this.#listener = createServer((desk) => {
      if (!this.#whole) return void desk.destroy();
      this.#join(desk, connect(Number(server.port), server.hostname));
    });
  }

  static async to(server: string): Promise<Cable> {
    const cable = new Cable(new URL(server));
    cable.#listener.listen(0, '127.0.0.1');
    await once(cable.#listener, 'listening');
    return cable;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  /** Whatever is under way is lost, and nobody gets through until it is mended. */
  cut(): void {
    this.#whole = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#whole = true;
  }

  /** Half of the next event gets through, and then the line is dead. */
  snap(): void {
    this.#snaps = true;
  }

  close(): void {
    this.cut();
    this.#listener.close();
  }

  #join(desk: Socket, server: Socket): void {
    for (const [from, to] of [
      [desk, server],
      [server, desk],
    ] as const) {
      this.#sockets.add(from);
      from.on('close', () => (this.#sockets.delete(from), to.destroy())).on('error', () => to.destroy());
    }
    desk.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => {
      const breaks = this.#snaps && bytes.includes('\nevent: ');
      if (!breaks) return void desk.write(bytes);
      this.#snaps = false;
      desk.write(bytes.subarray(0, bytes.length / 2), () => desk.destroy());
    });
  }
}

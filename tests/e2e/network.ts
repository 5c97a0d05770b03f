import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** What lies between a phone and the server: a wire with a switch. */
export class Network {
  private up = true;
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly proxy: Server,
    readonly address: string,
  ) {}

  static async to(server: string): Promise<Network> {
    const { hostname, port } = new URL(server);
    const proxy = createServer();
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const bound = proxy.address();
    if (bound === null || typeof bound === 'string') throw new Error('the proxy has no port');
    const network = new Network(proxy, `http://127.0.0.1:${bound.port}`);
    proxy.on('connection', (phone) => network.carry(phone, hostname, Number(port)));
    return network;
  }

  private carry(phone: Socket, host: string, port: number): void {
    if (!this.up) {
      phone.destroy();
      return;
    }
    const line = connect(port, host);
    for (const [from, to] of [
      [phone, line],
      [line, phone],
    ] as const) {
      this.open.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => this.open.delete(from));
    }
  }

  /** Switches the network on or off; connections that are open are cut. */
  switch(to: 'on' | 'off'): void {
    this.up = to === 'on';
    if (!this.up) for (const socket of this.open) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    this.proxy.close();
    await once(this.proxy, 'close');
  }
}

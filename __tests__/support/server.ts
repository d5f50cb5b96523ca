/** What servers that tests start have in common: a free port, and a time until they answer. */
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Started } from "./process";

const START_LIMIT_SECONDS = 60;

/** A port of the loopback address that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Waits until a server answers.
 *
 * @throws Error with the server's own output if it ends, or does not answer within a minute
 */
export async function untilItAnswers(
  what: string,
  server: Started,
  answers: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + START_LIMIT_SECONDS * 1000;
  const ended = server.ended.then(() => true);
  while (!(await answers())) {
    const isOver = await Promise.race([ended, sleep(200, Date.now() > deadline)]);
    if (!isOver) continue;
    await server.stop();
    throw new Error(`${what} did not start:\n${server.output()}`);
  }
}

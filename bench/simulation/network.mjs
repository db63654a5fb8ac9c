/** Milliseconds until a lost packet is sent again, twice as many after each further loss. Linux waits at least 200 ms. */
const RETRANSMIT_MS = 200;

/**
 * A network that delays, and loses packets that are then sent again, as TCP does.
 *
 * @param options.latencyMs The least milliseconds of one way. Each message takes up to half more.
 * @param options.loss The probability that a packet is lost, from 0 to 1.
 */
export function createNetwork({ random, latencyMs, loss }) {
  const network = {
    loss,
    /** Milliseconds until a message arrives. */
    delay() {
      let ms = latencyMs * (1 + random() / 2);
      for (let wait = RETRANSMIT_MS; random() < network.loss; wait *= 2) ms += wait;
      return ms;
    },
    /** Resolves when a message has arrived. */
    carry: () => wait(network.delay()),
  };
  return network;
}

export const wait = (ms) => new Promise((resolve) => void setTimeout(resolve, ms));

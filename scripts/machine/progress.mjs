/** Lines that say what is being done, each with the time since the start; a step that takes long says so every 10 s. */
export class Progress {
  #began = performance.now();

  constructor(write = (line) => console.log(line)) {
    this.write = write;
  }

  line(text) {
    this.write(`[${seconds(performance.now() - this.#began).padStart(6)}] ${text}`);
  }

  async step(what, work) {
    const began = performance.now();
    const reminder = setInterval(() => this.line(`${what} … ${seconds(performance.now() - began)} so far`), 10_000);
    this.line(`${what} …`);
    try {
      const result = await work();
      this.line(`${what}: done in ${seconds(performance.now() - began)}`);
      return result;
    } finally {
      clearInterval(reminder);
    }
  }
}

export const silent = () => new Progress(() => {});

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

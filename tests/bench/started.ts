/** All that a measure has started; it ends with it, also where somebody ends the bench before. */
export class Started implements AsyncDisposable {
  readonly #starting = new Set<Promise<unknown>>();
  readonly #running = new AsyncDisposableStack();

  /** Keeps what is being started until the end; what starts later than that ends at once. */
  async keep<T extends AsyncDisposable | undefined>(starting: Promise<T>): Promise<T> {
    this.#starting.add(starting);
    try {
      const started = await starting;
      if (!this.#running.disposed) return this.#running.use(started);
      await started?.[Symbol.asyncDispose]();
      throw new Error("the bench has ended");
    } finally {
      this.#starting.delete(starting);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#starting);
    await this.#running.disposeAsync();
  }
}

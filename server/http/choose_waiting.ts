/** A connection whose server waits for its client. */
export interface Waiting {
  /** Whose it is, as `networkOf` says. */
  readonly network: string;
  /** Since when, by `performance.now()`. */
  readonly since: number;
  /** Whether it sends or reads a lot meanwhile. */
  readonly isMoving: boolean;
}

/**
 * Chooses connections to end for others: so that no network keeps more than another of those that
 * wait, then those in which nothing moves, then those that wait longest. So a stranger who holds
 * many takes them from itself.
 */
export function chooseWaiting<T extends Waiting>(waiting: readonly T[], count: number): T[] {
  const ranked = [...Map.groupBy(waiting, ({ network }) => network).values()].flatMap((group) =>
    group.toSorted((one, other) =>
      Number(other.isMoving) - Number(one.isMoving) || other.since - one.since
    ).map((connection, rank) => ({ connection, rank }))
  );
  ranked.sort((one, other) =>
    other.rank - one.rank ||
    Number(one.connection.isMoving) - Number(other.connection.isMoving) ||
    one.connection.since - other.connection.since
  );
  return ranked.slice(0, count).map(({ connection }) => connection);
}

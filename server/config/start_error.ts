/** A reason not to start; the message tells the host what to do. */
export class StartError extends Error {}

/** A reason not to start: the message is for the person who hosts the server and says what to do. */
export class StartError extends Error {}

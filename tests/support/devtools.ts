/** A connection to one page of a browser, by the Chrome DevTools Protocol. */
export interface Devtools extends Disposable {
  /** Calls a method; throws where the browser refuses it. */
  readonly call: <Result>(method: string, params?: object) => Promise<Result>;
  /** Is told of every event, in order. */
  readonly listen: (listener: (event: DevtoolsEvent) => void) => void;
}

/** What may happen in a page, as far as the tests look at it. */
export type DevtoolsEvent =
  | { method: "Page.loadEventFired" }
  | {
    method: "Page.frameNavigated";
    params: { frame: { loaderId: string; parentId?: string }; type: string };
  }
  | { method: "Network.requestWillBeSent"; params: { request: { url: string } } }
  | {
    method: "Log.entryAdded";
    params: { entry: { level: string; source: string; text: string } };
  }
  | {
    method: "Runtime.exceptionThrown";
    params: { exceptionDetails: { text: string; exception?: { description?: string } } };
  };

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Milliseconds after which a browser that does not answer is given up on. */
const CALL_TIMEOUT = 60_000;

/** Connects to the address that a browser names for a page. */
export async function connectDevtools(address: string): Promise<Devtools> {
  const socket = new WebSocket(address);
  await opened(socket);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const listeners: ((event: DevtoolsEvent) => void)[] = [];
  let lastId = 0;
  socket.onmessage = ({ data }) => {
    const message: Answer | DevtoolsEvent = JSON.parse(data);
    if ("method" in message) return listeners.forEach((listener) => listener(message));
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) call?.reject(new Error(message.error.message));
    else call?.resolve(message.result);
  };
  socket.onclose = () => waiting.forEach(({ reject }) => reject(new Error("the page has gone")));
  return {
    call: async <Result>(method: string, params: object = {}) => {
      const answer = Promise.withResolvers<unknown>();
      waiting.set(++lastId, answer);
      socket.send(JSON.stringify({ id: lastId, method, params }));
      const timer = setTimeout(
        () => answer.reject(new Error(`the browser did not answer ${method}`)),
        CALL_TIMEOUT,
      );
      try {
        return await answer.promise as Result; // as the protocol documents the method
      } finally {
        clearTimeout(timer);
      }
    },
    listen: (listener) => void listeners.push(listener),
    [Symbol.dispose]: () => socket.close(),
  };
}

function opened(socket: WebSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.onopen = () => resolve();
  socket.onerror = () => reject(new Error("the browser cannot be connected to"));
  return promise;
}

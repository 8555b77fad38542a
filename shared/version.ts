import project from "../deno.json" with { type: "json" };

/** The version of server and command. */
export const VERSION: string = project.version;

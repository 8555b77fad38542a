// The least that `deno run` can do.

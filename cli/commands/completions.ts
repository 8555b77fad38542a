import { Argument, Command, examples, type OpenContext } from "./command.ts";

/** `circle completions` */
export function declareCompletions(open: OpenContext) {
  return new Command("completions")
    .description("print the script that lets a shell complete circle's commands")
    .addArgument(
      new Argument("<shell>", "the shell to complete in").choices(["bash", "zsh", "fish"]),
    )
    .addHelpText(
      "after",
      examples(
        'eval "$(circle completions bash)"  # in ~/.bashrc',
        'eval "$(circle completions zsh)"   # in ~/.zshrc, after compinit',
        "circle completions fish > ~/.config/fish/completions/circle.fish",
      ),
    )
    .action((shell, _options, command) => open(command).terminal.print(SCRIPTS[shell]));
}

/** Each asks `circle __complete` with the words so far; what is typed is passed on, never evaluated. */
const SCRIPTS = {
  bash: `_circle() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(circle __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _circle circle`,
  zsh: `_circle() {
  local -a candidates
  local line
  while IFS= read -r line; do
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(circle __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  # Files where circle knows nothing, as bash does by \`-o default\`.
  if (( \${#candidates} )); then _describe circle candidates; else _files; fi
}
compdef _circle circle`,
  fish:
    `complete -c circle -f -a '(circle __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
complete -c circle -n '__fish_seen_subcommand_from journal; and __fish_seen_subcommand_from post' -l photo -r -F
complete -c circle -n '__fish_seen_subcommand_from journal; and __fish_seen_subcommand_from export photo' -F`,
} as const;

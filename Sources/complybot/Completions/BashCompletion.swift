/// Completion for bash: one function, which needs nothing of the package bash-completion.
enum BashCompletion {
    static func text(of commands: [CompletedCommand]) -> String {
        """
        # Completion of complybot for bash, written by `complybot completions bash`.
        _complybot() {
            local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
            local at command= options= words= kind= taken=
            # bash takes --name=value for three words.
            if [ "$word" = = ]; then
                word=
            elif [ "$before" = = ] && [ "$COMP_CWORD" -gt 2 ]; then
                before=${COMP_WORDS[COMP_CWORD - 2]}
            fi
            COMPREPLY=()
            for ((at = 1; at < COMP_CWORD; at++)); do
                case ${COMP_WORDS[at]} in
                -* | =) continue ;;
                esac
                case "$command" in
                '') command=${COMP_WORDS[at]} ;;
        \(pairs(commands))
                *) ;;
                esac
            done
            case "$command" in
            '') words='\(commands.groups.map(\.word).joined(separator: " "))' options='--help --version' ;;
        \(groups(commands))\(commands.filter { !$0.options.isEmpty }.map(options).joined())    esac
            case "$command $before" in
        \(commands.map(values).joined())    *)
                case "$command" in
        \(commands.map(arguments).joined())        esac
                ;;
            esac
            case "$word" in
            -*) [ -n "$taken" ] || words=$options kind= ;;
            esac
            case "$kind" in
            files)
                compopt -o filenames
                mapfile -t COMPREPLY < <(compgen -f -- "$word")
                ;;
            folders)
                compopt -o filenames
                mapfile -t COMPREPLY < <(compgen -d -- "$word")
                ;;
            *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word") ;;
            esac
        }
        complete -F _complybot complybot

        """
    }

    /// The words after which another one belongs to the name of the command.
    private static func pairs(_ commands: [CompletedCommand]) -> String {
        let words = commands.groups.filter { $0.commands[0].words.count > 1 }.map(\.word)
        return
            "        \(words.joined(separator: " | "))) command=\"$command ${COMP_WORDS[at]}\" ;;"
    }

    private static func groups(_ commands: [CompletedCommand]) -> String {
        commands.groups.filter { $0.commands[0].words.count > 1 }.map { group in
            let second = group.commands.map { $0.words[1] }.joined(separator: " ")
            return "    \(group.word)) words='\(second)' ;;\n"
        }.joined()
    }

    private static func options(of command: CompletedCommand) -> String {
        let names = command.options.map(\.name).joined(separator: " ")
        return "    '\(command.name)') options='\(names)' ;;\n"
    }

    /// What follows each option that takes a value.
    private static func values(of command: CompletedCommand) -> String {
        command.options.map { option in
            guard let candidates = option.candidates else { return "" }
            return "    '\(command.name) \(option.name)') taken=1 \(assignment(candidates)) ;;\n"
        }.joined()
    }

    private static func arguments(of command: CompletedCommand) -> String {
        guard let first = command.arguments.first, first != .anything else { return "" }
        return "        '\(command.name)') \(assignment(first)) ;;\n"
    }

    private static func assignment(_ candidates: CompletedCommand.Candidates) -> String {
        switch candidates {
        case .files: "kind=files"
        case .folders: "kind=folders"
        case .words(let words): "words='\(words.joined(separator: " "))'"
        case .anything: "words="
        }
    }
}

/// Completion for fish, with what each command and option is for.
enum FishCompletion {
    static func text(of commands: [CompletedCommand]) -> String {
        """
        # Completion of complybot for fish, written by `complybot completions fish`.
        function __complybot_after
            set -l words (commandline -opc)
            test (count $words) -gt (count $argv); and test "$words[2..$(math (count $argv) + 1)]" = "$argv"
        end
        function __complybot_at
            set -l words (commandline -opc)
            test "$words[2..]" = "$argv"
        end
        complete -c complybot -f
        complete -c complybot -n __complybot_at -s h -l help -d \(quoted("show this"))
        complete -c complybot -n __complybot_at -l version -d \(quoted("show the version"))
        \(commands.groups.map(group).joined())\(commands.map(body).joined())
        """
    }

    private static func group(_ word: String, _ commands: [CompletedCommand]) -> String {
        let isPair = commands[0].words.count > 1
        let summary =
            isPair
            ? commands.map { $0.words[1] }.joined(separator: ", ") : commands[0].summary
        var text = "complete -c complybot -n __complybot_at -a \(word) -d \(quoted(summary))\n"
        for command in isPair ? commands : [] {
            text += "complete -c complybot -n '__complybot_at \(word)' -a \(command.words[1])"
            text += " -d \(quoted(command.summary))\n"
        }
        return text
    }

    private static func body(of command: CompletedCommand) -> String {
        let start =
            "complete -c complybot -n '__complybot_after \(command.name)'"
        let options = command.options.map { option in
            var line = "\(start) -l \(option.name.dropFirst(2))"
            if let short = option.short { line += " -s \(short.dropFirst())" }
            if let candidates = option.candidates { line += " \(value(candidates))" }
            return "\(line) -d \(quoted(option.summary))\n"
        }
        let argument = command.arguments.first.map { candidates in
            switch candidates {
            case .files: "\(start) -F\n"
            case .folders: "\(start) -a '(__fish_complete_directories)'\n"
            case .words(let words): "\(start) -a \(quoted(words.joined(separator: " ")))\n"
            case .anything: ""
            }
        }
        return options.joined() + (argument ?? "")
    }

    private static func value(_ candidates: CompletedCommand.Candidates) -> String {
        switch candidates {
        case .files: "-r -F"
        case .folders: "-x -a '(__fish_complete_directories)'"
        case .words(let words): "-x -a \(quoted(words.joined(separator: " ")))"
        case .anything: "-x"
        }
    }

    private static func quoted(_ text: String) -> String {
        "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
    }
}

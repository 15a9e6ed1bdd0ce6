/// Completion for zsh: a function for the folder of completions, with what each option is for.
enum ZshCompletion {
    static func text(of commands: [CompletedCommand]) -> String {
        """
        #compdef complybot
        # Completion of complybot for zsh, written by `complybot completions zsh`.
        _complybot() {
            local -a commands
            if (( CURRENT == 2 )); then
                commands=(
        \(commands.groups.map { described($0.word, summary(of: $0.commands), indent: 12) }.joined())        )
                _describe command commands
                return
            fi
            shift words
            (( CURRENT-- ))
            case $words[1] in
        \(commands.groups.map(group).joined())    esac
        }
        if [ "$funcstack[1]" = _complybot ]; then
            _complybot "$@"
        else
            compdef _complybot complybot
        fi

        """
    }

    private static func summary(of commands: [CompletedCommand]) -> String {
        guard commands[0].words.count > 1 else { return commands[0].summary }
        return commands.map { $0.words[1] }.joined(separator: ", ")
    }

    private static func group(_ word: String, _ commands: [CompletedCommand]) -> String {
        guard commands[0].words.count > 1 else {
            return "    \(word))\n\(specifications(of: commands[0], indent: 8))        ;;\n"
        }
        var text = "    \(word))\n        if (( CURRENT == 2 )); then\n            commands=(\n"
        for command in commands {
            text += described(command.words[1], command.summary, indent: 16)
        }
        text += """
                        )
                        _describe command commands
                        return
                    fi
                    shift words
                    (( CURRENT-- ))
                    case $words[1] in

            """
        for command in commands {
            text += "        \(command.words[1]))\n\(specifications(of: command, indent: 12))"
            text += "            ;;\n"
        }
        return text + "        esac\n        ;;\n"
    }

    private static func described(_ word: String, _ summary: String, indent: Int) -> String {
        let summary = summary.replacing("\\", with: "\\\\").replacing(":", with: "\\:")
        return spaces(indent) + quoted("\(word):\(summary)") + "\n"
    }

    private static func specifications(of command: CompletedCommand, indent: Int) -> String {
        var lines = command.options.flatMap(option)
        for (index, argument) in command.arguments.enumerated() {
            let place = index == command.arguments.count - 1 ? "*" : "\(index + 1)"
            lines.append(quoted("\(place):argument:\(action(argument))"))
        }
        return spaces(indent) + "_arguments \\\n"
            + lines.map { spaces(indent + 4) + $0 }.joined(separator: " \\\n") + "\n"
    }

    private static func option(_ option: CompletedCommand.Option) -> [String] {
        let names = [option.short, option.name].compactMap { $0 }
        var summary = option.summary
        for character in ["\\", "[", "]"] {
            summary = summary.replacing(character, with: "\\\(character)")
        }
        return names.map { name in
            let others = option.isRepeatable ? "*" : "(\(names.joined(separator: " ")))"
            let sign = option.candidates == nil ? "" : name.hasPrefix("--") ? "=" : "+"
            let value = option.candidates.map {
                ":\(option.placeholder.replacing(":", with: "\\:")):\(action($0))"
            }
            return quoted("\(others)\(name)\(sign)[\(summary)]\(value ?? "")")
        }
    }

    private static func action(_ candidates: CompletedCommand.Candidates) -> String {
        switch candidates {
        case .files: "_files"
        case .folders: "_files -/"
        case .words(let words): "(\(words.joined(separator: " ")))"
        case .anything: " "
        }
    }

    private static func quoted(_ text: String) -> String {
        "'\(text.replacing("'", with: "'\\''"))'"
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}

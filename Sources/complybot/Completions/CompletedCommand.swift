import RuleEngine

/// What a shell may offer after the words of a command.
struct CompletedCommand {
    /// What may stand in one place of a command line.
    enum Candidates: Equatable {
        case files
        case folders
        case words([String])
        /// Something that only the user knows.
        case anything

        /// What a placeholder of the help stands for.
        init(placeholder: String) {
            let choices = placeholder.split(separator: "|").map(String.init)
            switch placeholder {
            case "FILE", "PATH", "REPO": self = .files
            case "DIR", "FOLDER": self = .folders
            case "SEVERITY": self = .words(Severity.allCases.map(\.rawValue) + ["none"])
            case "MIN": self = .words(Severity.allCases.map(\.rawValue))
            default: self = choices.count > 1 ? .words(choices) : .anything
            }
        }
    }

    /// One option.
    struct Option {
        /// With its dashes.
        let name: String
        /// With its dash.
        var short: String?
        let summary: String
        var isRepeatable = false
        /// What follows it; nil for a switch.
        var candidates: Candidates?
        /// What the help calls its value.
        var placeholder = ""
    }

    /// The words that select it; one or two.
    let words: [String]
    let summary: String
    let options: [Option]
    /// What its arguments may be; of several, what the last may be holds for all that follow.
    let arguments: [Candidates]

    /// Every command, and `help`, in the order of the overview.
    static var all: [CompletedCommand] {
        let names = CommandTable.all.map { $0.words[0] }
        let firsts = names.enumerated().filter { !names[..<$0.offset].contains($0.element) }
        let help = CompletedCommand(
            words: ["help"], summary: "show every command, or all about one", options: [],
            arguments: [.words(firsts.map(\.element))])
        return CommandTable.all.map(CompletedCommand.init) + [help]
    }

    /// The words as they are typed.
    var name: String { words.joined(separator: " ") }

    private init(words: [String], summary: String, options: [Option], arguments: [Candidates]) {
        self.words = words
        self.summary = summary
        self.options = options
        self.arguments = arguments
    }

    private init(_ command: CommandSpecification) {
        let options = command.options.map { option in
            Option(
                name: "--\(option.name)", short: option.short.map { "-\($0)" },
                summary: option.summary, isRepeatable: option.isRepeatable,
                candidates: option.value.map(Candidates.init(placeholder:)),
                placeholder: option.value ?? "")
        }
        self.init(
            words: command.words, summary: command.summary,
            options: options + [Option(name: "--help", short: "-h", summary: "show this")],
            arguments: command.arguments.map { Candidates(placeholder: $0.name) })
    }
}

extension [CompletedCommand] {
    /// The first words, each with the commands that begin with it.
    var groups: [(word: String, commands: [CompletedCommand])] {
        var groups: [(word: String, commands: [CompletedCommand])] = []
        for command in self {
            if groups.last?.word == command.words[0] {
                groups[groups.count - 1].commands.append(command)
            } else {
                groups.append((command.words[0], [command]))
            }
        }
        return groups
    }
}

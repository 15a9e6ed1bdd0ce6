/// What the command line of one command looks like: the one definition behind parsing and help.
struct CommandSpecification: Sendable {
    /// One option.
    struct Option: Sendable {
        /// The name without the dashes.
        let name: String
        /// The letter that may stand for it after one dash.
        var short: String?
        /// The placeholder of its value; nil for a switch.
        var value: String?
        /// Whether it may be given more than once.
        var isRepeatable = false
        let summary: String
    }

    /// One positional argument.
    struct Argument: Sendable {
        let name: String
        var isRequired = false
        var isRepeatable = false
        let summary: String
    }

    /// The words that select it, such as `["rules", "list"]`.
    let words: [String]
    let summary: String
    /// Further sentences for `help`.
    var discussion = ""
    var arguments: [Argument] = []
    var options: [Option] = []
    /// Runs the command and gives its exit status.
    let run: @Sendable (ParsedArguments, Terminal) async throws -> ExitStatus

    /// The words as the user types them.
    var name: String { words.joined(separator: " ") }
}

/// The statuses that every command leaves with.
enum ExitStatus: Int32, Sendable {
    /// Done, and nothing at or above the threshold.
    case done = 0
    /// Findings at or above the threshold, or a repository of a sweep that failed.
    case findings = 1
    /// The user's mistake: a wrong option, or a malformed pack or configuration.
    case usage = 2
    /// The work could not be completed.
    case incomplete = 3
}

extension CommandSpecification {
    /// How to type the command.
    var usage: String {
        var parts = ["complybot", name]
        if !options.isEmpty { parts.append("[options]") }
        for argument in arguments {
            let name = argument.name + (argument.isRepeatable ? "…" : "")
            parts.append(argument.isRequired ? name : "[\(name)]")
        }
        return parts.joined(separator: " ")
    }

    /// The text of `complybot help COMMAND`.
    var help: String {
        var text = "\(summary)\n\nUsage: \(usage)\n"
        if !discussion.isEmpty { text += "\n\(discussion)\n" }
        if !arguments.isEmpty {
            text += "\nArguments:\n" + Self.table(arguments.map { ($0.name, $0.summary) })
        }
        let rows = options.map { option in
            (
                (option.short.map { "-\($0), " } ?? "") + "--\(option.name)"
                    + (option.value.map { " \($0)" } ?? ""),
                option.summary + (option.isRepeatable ? " (repeatable)" : "")
            )
        }
        return text + "\nOptions:\n" + Self.table(rows + [("-h, --help", "show this")])
    }

    /// Two aligned columns.
    static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { left, right in
            "  \(left)\(String(repeating: " ", count: width - left.count))  \(right)\n"
        }.joined()
    }
}

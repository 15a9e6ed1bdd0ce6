package import Forge

/// A comment in which somebody asks the bot for something: `/complybot VERB …` as its first line.
package struct CommandComment: Hashable, Sendable {
    /// What may be asked for.
    package enum Command: Hashable, Sendable {
        case rebase, recreate, close, reopen
        case explain(rule: String)
        case waive(rule: String, until: Day, reason: String)
        /// It is for us, but no command; in words, why.
        case misunderstood(String)
    }

    /// The comment's id.
    package var id: String
    package var author: ForgeAccount
    package var command: Command
    /// What the author may do in the repository.
    package var permission: RepositoryPermission
    /// Whether a comment of ours answers it.
    package var isAnswered: Bool

    /// A comment from its parts.
    package init(
        id: String, author: ForgeAccount, command: Command, permission: RepositoryPermission,
        isAnswered: Bool
    ) {
        self.id = id
        self.author = author
        self.command = command
        self.permission = permission
        self.isAnswered = isAnswered
    }

    /// Whether it is to be acted on: nobody has, and its author may write to the repository.
    package var isPending: Bool { !isAnswered && permission >= .write }

    /// The marker of the comment that answers a comment.
    package static func answerMarker(for id: String) -> String {
        let safe = id.utf8.map { byte -> UInt8 in
            let isPlain =
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            return isPlain ? byte : UInt8(ascii: "-")
        }
        return "answer-" + String(decoding: safe.prefix(60), as: UTF8.self)
    }
}

extension CommandComment.Command {
    private static let longestLine = 1_000

    /// The command of a comment; nil when it is not for us.
    ///
    /// Only the first line counts, so that a quoted command is none.
    package init?(in text: String) {
        let line = text.utf8.prefix { $0 != 0x0a && $0 != 0x0d }
        let name = "/complybot".utf8
        guard line.starts(with: name) else { return nil }
        let rest = line.dropFirst(name.count)
        guard rest.isEmpty || rest.first == 0x20 || rest.first == 0x09 else { return nil }
        guard line.count <= Self.longestLine else {
            self = .misunderstood("the line is longer than \(Self.longestLine) bytes")
            return
        }
        guard let words = Self.words(of: Array(rest)), let verb = words.first else {
            self = .misunderstood(rest.isEmpty ? "it names no command" : "a quotation has no end")
            return
        }
        self = Self.command(verb, Array(words.dropFirst()))
    }

    private static func command(_ verb: String, _ arguments: [String]) -> Self {
        let plain: [String: Self] = [
            "rebase": .rebase, "recreate": .recreate, "close": .close, "reopen": .reopen,
        ]
        if let command = plain[verb] {
            return arguments.isEmpty ? command : .misunderstood("\(verb) takes nothing more")
        }
        switch verb {
        case "explain":
            guard arguments.count == 1, isRule(arguments[0]) else {
                return .misunderstood("explain takes the id of one rule")
            }
            return .explain(rule: arguments[0])
        case "waive": return waiver(arguments)
        default: return .misunderstood("there is no such command")
        }
    }

    private static func waiver(_ arguments: [String]) -> Self {
        guard let rule = arguments.first, isRule(rule) else {
            return .misunderstood("waive takes the id of a rule first")
        }
        var values: [String: String] = [:]
        for argument in arguments.dropFirst() {
            guard let sign = argument.firstIndex(of: "=") else {
                return .misunderstood("waive takes until=YYYY-MM-DD and reason=\"…\"")
            }
            let key = String(argument[..<sign])
            guard ["until", "reason"].contains(key), values[key] == nil else {
                return .misunderstood("waive takes until=YYYY-MM-DD and reason=\"…\", each once")
            }
            values[key] = String(argument[argument.index(after: sign)...])
        }
        guard let until = values["until"].flatMap({ Day($0) }) else {
            return .misunderstood("until must be a day, as until=2026-12-31")
        }
        guard let reason = values["reason"], reason.utf8.contains(where: { $0 > 0x20 }),
            reason.utf8.count <= 500
        else { return .misunderstood("a waiver needs a reason of at most 500 bytes") }
        return .waive(rule: rule, until: until, reason: reason)
    }

    /// The words of a line, where quotation marks hold one together; nil when a quotation has no end.
    private static func words(of line: [UInt8]) -> [String]? {
        var words: [String] = []
        var word: [UInt8]?
        var isQuoted = false
        for byte in line {
            switch byte {
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                word = word ?? []
            case 0x20 where !isQuoted, 0x09 where !isQuoted:
                if let done = word { words.append(String(decoding: done, as: UTF8.self)) }
                word = nil
            default: word = (word ?? []) + [byte]
            }
        }
        if let done = word { words.append(String(decoding: done, as: UTF8.self)) }
        return isQuoted ? nil : words
    }

    private static func isRule(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || $0 == UInt8(ascii: "-")
            }
    }
}

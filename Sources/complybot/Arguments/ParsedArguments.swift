import Basics

/// The options and arguments of one call, already checked against the command's specification.
struct ParsedArguments: Sendable {
    /// The positional arguments, in order.
    private(set) var arguments: [String] = []
    private var values: [String: [String]] = [:]
    /// Whether `-h` or `--help` was among them.
    private(set) var wantsHelp = false

    /// Reads what follows the command's words.
    ///
    /// - Throws: a usage `Diagnostic` that names the nearest option for one that does not exist.
    init(_ words: [String], for command: CommandSpecification) throws {
        var rest = words[...]
        var optionsEnded = false
        while let word = rest.popFirst() {
            if optionsEnded || word == "-" || !word.hasPrefix("-") {
                arguments.append(word)
            } else if word == "--" {
                optionsEnded = true
            } else if word == "-h" || word == "--help" {
                wantsHelp = true
            } else if let long = command.options.first(where: { "-\($0.short ?? "")" == word }) {
                try read(option: "--\(long.name)", rest: &rest, for: command)
            } else {
                try read(option: word, rest: &rest, for: command)
            }
        }
        if !wantsHelp { try checkArguments(for: command) }
    }

    private mutating func read(
        option word: String, rest: inout ArraySlice<String>, for command: CommandSpecification
    ) throws {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0].drop { $0 == "-" })
        guard word.hasPrefix("--"), let option = command.options.first(where: { $0.name == name })
        else {
            let nearest = NearestName.to(name, among: command.options.map(\.name) + ["help"])
            throw Diagnostic(
                .usage, "run \(command.name)", on: String(parts[0]), because: "no such option",
                remedy: nearest.map { "did you mean --\($0)?" }
                    ?? "see complybot help \(command.name)")
        }
        let value: String
        if option.value == nil {
            guard parts.count == 1 else {
                throw Diagnostic(
                    .usage, "run \(command.name)", on: "--\(name)", because: "it takes no value")
            }
            value = ""
        } else if parts.count == 2 {
            value = String(parts[1])
        } else if let next = rest.popFirst() {
            value = next
        } else {
            throw Diagnostic(
                .usage, "run \(command.name)", on: "--\(name)",
                because: "it needs a value: --\(name) \(option.value ?? "")")
        }
        if values[name] != nil, !option.isRepeatable {
            throw Diagnostic(
                .usage, "run \(command.name)", on: "--\(name)", because: "it was given twice")
        }
        values[name, default: []].append(value)
    }

    private func checkArguments(for command: CommandSpecification) throws {
        let required = command.arguments.filter(\.isRequired)
        if arguments.count < required.count {
            throw Diagnostic(
                .usage, "run \(command.name)",
                because: "\(required[arguments.count].name) is missing",
                remedy: "usage: \(command.usage)")
        }
        let isOpenEnded = command.arguments.last?.isRepeatable ?? false
        if arguments.count > command.arguments.count, !isOpenEnded {
            throw Diagnostic(
                .usage, "run \(command.name)", on: arguments[command.arguments.count],
                because: "unexpected argument", remedy: "usage: \(command.usage)")
        }
    }

    /// Whether a switch was given.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// The value of an option; nil when it was not given.
    func value(_ name: String) -> String? { values[name]?.last }

    /// All values of a repeatable option.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// The value of an option as one of the cases of an enumeration.
    func choice<Choice>(_ name: String, default fallback: Choice) throws -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let text = value(name) else { return fallback }
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        throw Diagnostic(
            .usage, "read --\(name)", on: text,
            because: "it is one of \(names.joined(separator: ", "))",
            remedy: NearestName.remedy(for: text, among: names))
    }

    /// The value of an option as a number within bounds.
    func number(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws -> Int {
        guard let text = value(name) else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw Diagnostic(
                .usage, "read --\(name)", on: text,
                because: "it is a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

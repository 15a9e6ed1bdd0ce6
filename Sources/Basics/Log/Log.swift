internal import Synchronization

/// The log of a service: a line for each thing that somebody who runs it acts upon.
///
/// Messages are constant texts; what varies stands in keys. Every text goes through the redactor before it is written.
package struct Log: Sendable {
    /// How much a line matters.
    package enum Level: String, Hashable, Sendable, CaseIterable, Comparable {
        /// For whoever looks for a mistake in the program.
        case debug
        /// Something was done.
        case info
        /// Something is not as it ought to be, and goes on.
        case warning
        /// Something was not done.
        case error

        package static func < (one: Self, other: Self) -> Bool {
            (allCases.firstIndex(of: one) ?? 0) < (allCases.firstIndex(of: other) ?? 0)
        }
    }

    /// How a line is written.
    package enum Form: String, Hashable, Sendable, CaseIterable {
        /// One JSON object a line: `time`, `level`, `message`, the context's members, then the keys by name.
        case json
        /// For people at a terminal.
        case text
    }

    /// The longest text that is written whole, in bytes.
    private static let textLimit = 8 << 10

    /// The least level that is written.
    package let level: Level
    package let form: Form
    private let redact: @Sendable (String) -> String
    private let now: @Sendable () -> Int64
    private let sink: LogSink

    /// A log that goes to an open file, standard error unless told otherwise.
    ///
    /// `redact` takes secrets out of a text; `now` gives milliseconds since 1970.
    package init(
        _ form: Form, level: Level = .info, to descriptor: Int32 = 2,
        redact: @escaping @Sendable (String) -> String = { $0 },
        now: @escaping @Sendable () -> Int64 = { UTCTime.now }
    ) {
        (self.level, self.form, self.redact, self.now) = (level, form, redact, now)
        sink = LogSink(descriptor: descriptor)
    }

    /// Writes a line of the level `debug`.
    package func debug(_ message: String, _ keys: [String: JSONValue] = [:]) {
        write(.debug, message, keys)
    }

    /// Writes a line of the level `info`.
    package func info(_ message: String, _ keys: [String: JSONValue] = [:]) {
        write(.info, message, keys)
    }

    /// Writes a line of the level `warning`.
    package func warning(_ message: String, _ keys: [String: JSONValue] = [:]) {
        write(.warning, message, keys)
    }

    /// Writes a line of the level `error`.
    package func error(_ message: String, _ keys: [String: JSONValue] = [:]) {
        write(.error, message, keys)
    }

    /// Writes a line, in the context of the current task; a key of a name that every line has is left out.
    package func write(_ level: Level, _ message: String, _ keys: [String: JSONValue] = [:]) {
        guard level >= self.level else { return }
        let time = UTCTime.text(milliseconds: now())
        let message = clean(message)
        let context = LogContext.current.members.map {
            JSONValue.Member($0.key, clean($0.value))
        }
        let taken = Set(["time", "level", "message"] + context.map(\.key))
        let rest = keys.filter { !taken.contains($0.key) }.sorted { $0.key < $1.key }
            .map { JSONValue.Member($0.key, clean($0.value)) }
        sink.write(line(level, time, message, context + rest) + "\n")
    }

    private func line(
        _ level: Level, _ time: String, _ message: String, _ members: [JSONValue.Member]
    ) -> String {
        switch form {
        case .json:
            let head: [JSONValue.Member] = [
                .init("time", .string(time)), .init("level", .string(level.rawValue)),
                .init("message", .string(message)),
            ]
            return JSONValue.object(head + members).text(indented: false)
        case .text:
            let values = members.map { member in
                if case .string(let text) = member.value { return "\(member.key)=\(text)" }
                return "\(member.key)=\(member.value.text(indented: false))"
            }
            let tail = values.isEmpty ? "" : " (\(values.joined(separator: ", ")))"
            return "\(time) \(level.rawValue): \(message)\(tail)".escapedForTerminal
        }
    }

    private func clean(_ text: String) -> String {
        let text = redact(text)
        guard text.utf8.count > Self.textLimit else { return text }
        return String(decoding: text.utf8.prefix(Self.textLimit), as: UTF8.self) + "…"
    }

    private func clean(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(clean(text))
        case .array(let values): .array(values.map(clean))
        case .object(let members): .object(members.map { .init($0.key, clean($0.value)) })
        case .null, .bool, .int, .number: value
        }
    }
}

/// Keeps lines of several threads apart.
private final class LogSink: Sendable {
    private let descriptor: Mutex<Int32>

    init(descriptor: Int32) { self.descriptor = Mutex(descriptor) }

    func write(_ text: String) {
        descriptor.withLock { descriptor in
            // A log that cannot be written has nowhere to tell of it, and the work goes on.
            try? OpenFile.write(Array(text.utf8), to: descriptor)
        }
    }
}

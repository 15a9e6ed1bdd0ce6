internal import Basics

/// Cuts a stream of bytes into messages: one a line, at most 4 MiB; the rest of a longer line is skipped.
struct MCPLineFraming {
    /// What a line gave.
    enum Line: Hashable {
        case message([UInt8])
        /// The line is longer than a message may be; none of it is kept.
        case tooLong
    }

    private var pending: [UInt8] = []
    private var isSkipping = false
    private let limit: Int

    init(limit: Int = JSONRPC.maximumMessage) { self.limit = limit }

    /// Takes the next bytes; the lines that end in them come out, blank ones do not.
    mutating func take(_ bytes: some Collection<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            append(rest[..<end], to: &lines)
            close(into: &lines)
            rest = rest[rest.index(after: end)...]
        }
        append(rest, to: &lines)
        return lines
    }

    /// What stands behind the last line end, once nothing more comes.
    mutating func finish() -> [Line] {
        var lines: [Line] = []
        close(into: &lines)
        return lines
    }

    private mutating func append(_ bytes: some Collection<UInt8>, to lines: inout [Line]) {
        guard !isSkipping else { return }
        // One more than the limit, for the return in front of the line end.
        guard pending.count + bytes.count <= limit + 1 else {
            pending = []
            isSkipping = true
            lines.append(.tooLong)
            return
        }
        pending += bytes
    }

    private mutating func close(into lines: inout [Line]) {
        defer {
            pending = []
            isSkipping = false
        }
        guard !isSkipping else { return }
        if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        guard !pending.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return }
        lines.append(.message(pending))
    }
}

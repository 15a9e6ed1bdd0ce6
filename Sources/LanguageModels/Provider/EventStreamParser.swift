/// Reads server-sent events from bytes that arrive in any pieces.
///
/// Follows the event-stream format of the HTML standard: lines end with CR, LF or CRLF, a colon begins a
/// comment, several data lines join with LF, a blank line ends the event. Work is on bytes, so a character
/// split between two pieces stays whole.
package struct EventStreamParser {
    /// One event that carried data.
    package struct Event: Hashable, Sendable {
        /// The event's name; empty for the usual kind.
        package var name = ""
        /// The data lines, joined.
        package var data: [UInt8] = []
    }

    /// A line or an event longer than this is an attack or a fault.
    package struct TooLong: Error {}

    private let maxEventBytes: Int
    private var line: [UInt8] = []
    private var event = Event()
    private var hasData = false
    private var lastWasReturn = false
    private var isFirstLine = true

    package init(maxEventBytes: Int = 1 << 20) { self.maxEventBytes = maxEventBytes }

    /// Takes bytes and returns the events they complete.
    package mutating func take(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            switch byte {
            case 0x0a where lastWasReturn: lastWasReturn = false
            case 0x0a, 0x0d:
                lastWasReturn = byte == 0x0d
                if let event = endLine() { events.append(event) }
            default:
                lastWasReturn = false
                line.append(byte)
                guard line.count + event.data.count <= maxEventBytes else { throw TooLong() }
            }
        }
        return events
    }

    /// The event that the end of the stream cut short of its blank line.
    ///
    /// The standard drops it; providers that hang up right after the last line are too common for that.
    package mutating func finish() -> Event? {
        if !line.isEmpty, let event = endLine() { return event }
        return endEvent()
    }

    private mutating func endLine() -> Event? {
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
        }
        defer { line.removeAll(keepingCapacity: true) }
        if line.isEmpty { return endEvent() }
        let colon = line.firstIndex(of: UInt8(ascii: ":"))
        let field = line[..<(colon ?? line.endIndex)]
        var value = line[(colon.map { $0 + 1 } ?? line.endIndex)...]
        if value.first == 0x20 { value.removeFirst() }
        if field.elementsEqual("data".utf8) {
            if hasData { event.data.append(0x0a) }
            event.data += value
            hasData = true
        } else if field.elementsEqual("event".utf8) {
            event.name = String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    private mutating func endEvent() -> Event? {
        defer {
            event = Event()
            hasData = false
        }
        return hasData ? event : nil
    }
}

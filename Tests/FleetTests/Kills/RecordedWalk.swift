import Foundation
import TestSupport

/// What a whole walk of the store did to its files, and what it said, in order.
struct RecordedWalk {
    enum Event {
        case write(file: String, offset: Int, bytes: [UInt8])
        case truncate(file: String, size: Int)
        case sync(file: String)
        case unlink(file: String)
        case said(String)
    }

    let events: [Event]

    init(rounds: Int) throws {
        let home = try TemporaryDirectory("complybot-walk")
        let log = try TracedWalk.record(rounds: rounds, in: home)
        var parser = Parser()
        for line in log.split(separator: UInt8(ascii: "\n")) { parser.read(line) }
        events = parser.events
    }

    /// Reads the lines of strace(1) with all texts in hexadecimal.
    private struct Parser {
        var events: [Event] = []
        private var files: [Int: String] = [:]
        /// The beginnings of calls that another thread's came in between of.
        private var begun: [Substring: [UInt8]] = [:]

        mutating func read(_ line: ArraySlice<UInt8>) {
            let head = String(decoding: line.prefix(48), as: UTF8.self)
            let process = head.prefix { $0 != " " }
            var text = Array(line.drop { $0 != 0x20 }.drop { $0 == 0x20 })
            let unfinished = Array("<unfinished ...>".utf8)
            if text.suffix(unfinished.count).elementsEqual(unfinished) {
                begun[process] = text.dropLast(unfinished.count)
                return
            }
            if text.first == UInt8(ascii: "<"), let end = text.firstIndex(of: UInt8(ascii: ">")) {
                text = (begun.removeValue(forKey: process) ?? []) + text[(end + 1)...]
            }
            call(text)
        }

        private mutating func call(_ text: [UInt8]) {
            guard let bracket = text.firstIndex(of: UInt8(ascii: "(")),
                let equals = text.lastIndex(of: UInt8(ascii: "="))
            else { return }
            let name = String(decoding: text[..<bracket], as: UTF8.self)
            let result = Self.number(text[(equals + 1)...])
            guard let result, result >= 0 else { return }
            let arguments = text[(bracket + 1)..<equals]
            let quotes = arguments.indices.filter { arguments[$0] == UInt8(ascii: "\"") }
            let bytes = quotes.count == 2 ? Self.bytes(arguments[(quotes[0] + 1)..<quotes[1]]) : []
            let rest = arguments[(quotes.last.map { $0 + 1 } ?? arguments.startIndex)...]
                .split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ")") }
                .compactMap { Self.number($0) }
            let descriptor = Self.number(arguments) ?? -1
            if name == "openat" {
                let path = String(decoding: bytes, as: UTF8.self)
                files[result] = path.split(separator: "/").last.map(String.init)
                return
            }
            if name == "write", descriptor == 1 {
                let line = String(decoding: bytes, as: UTF8.self)
                events.append(.said(String(line.dropLast())))
                return
            }
            if name == "unlink" {
                let path = String(decoding: bytes, as: UTF8.self)
                if let file = Self.kept(path.split(separator: "/").last.map(String.init)) {
                    events.append(.unlink(file: file))
                }
                return
            }
            guard let file = Self.kept(files[descriptor]) else { return }
            switch name {
            case "pwrite64":
                guard let offset = rest.last else { return }
                events.append(.write(file: file, offset: offset, bytes: bytes))
            case "ftruncate":
                guard let size = rest.last else { return }
                events.append(.truncate(file: file, size: size))
            case "fdatasync", "fsync": events.append(.sync(file: file))
            default: break
            }
        }

        /// The files whose content counts; the shared memory is made anew from the log.
        private static func kept(_ file: String?) -> String? {
            file.flatMap { ["fleet.db", "fleet.db-wal"].contains($0) ? $0 : nil }
        }

        private static func number(_ text: ArraySlice<UInt8>) -> Int? {
            let digits = text.drop { $0 == 0x20 }.prefix {
                $0 == 0x2d || (0x30...0x39).contains($0)
            }
            return Int(String(decoding: digits, as: UTF8.self))
        }

        /// The bytes of `\x01\xff…`.
        private static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8] {
            func digit(_ byte: UInt8) -> UInt8 { byte > 0x39 ? byte - 0x57 : byte - 0x30 }
            return stride(from: text.startIndex, to: text.endIndex - 3, by: 4).map {
                digit(text[$0 + 2]) << 4 | digit(text[$0 + 3])
            }
        }
    }
}

internal import Basics
internal import Documents
internal import Snapshots

/// Lines of one file of a snapshot, few enough to be read.
struct FileExcerpt {
    let snapshot: any Snapshot
    let path: RepositoryPath

    /// The largest file that is looked into, in bytes.
    static let largestFile = 2 << 20
    /// The most lines of one answer.
    static let mostLines = 1_000
    /// The most bytes of one answer.
    static let mostBytes = 32 << 10

    /// The lines from `first`, to `last` or to as far as one answer goes.
    func json(from first: Int, to last: Int?) throws(ToolError) -> JSONValue {
        let contents = try contents()
        let lines = contents.count
        guard first <= max(lines, 1), (last ?? first) >= first else {
            throw refusal(.invalidArguments, "it has \(lines) lines")
        }
        var text: [UInt8] = []
        var line = first
        let end = min(last ?? lines, lines, first + Self.mostLines - 1)
        while line <= end {
            let content = contents[line - 1]
            guard text.count + content.count < Self.mostBytes || line == first else { break }
            text += content.prefix(Self.mostBytes)
            text.append(UInt8(ascii: "\n"))
            line += 1
        }
        let shown = line - 1
        return .members([
            "path": .string(path.description), "lines": .int(lines),
            "start_line": .int(lines == 0 ? 0 : first), "end_line": .int(lines == 0 ? 0 : shown),
            "text": .string(String(decoding: text, as: UTF8.self)),
            "has_more": .bool(shown < min(last ?? lines, lines)),
        ])
    }

    /// The lines without their ends.
    private func contents() throws(ToolError) -> [ArraySlice<UInt8>] {
        guard let entry = snapshot.entry(at: path) else {
            throw refusal(.invalidArguments, "there is no such file")
        }
        guard entry.mode.isFile else { throw refusal(.outsideJob, "it is no regular file") }
        let bytes: [UInt8]
        do throws(SnapshotError) {
            bytes = try snapshot.bytes(of: path, limit: Self.largestFile)
        } catch {
            throw refusal(.failed, Diagnostic(describing: error, while: "read it").reason)
        }
        let source = SourceText(bytes)
        guard source.isUTF8, !source.isBinary else { throw refusal(.failed, "it is no text") }
        var lines = bytes.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines
    }

    private func refusal(_ code: ToolError.Code, _ reason: String) -> ToolError {
        ToolError(code, in: StandardTool.readFile.rawValue, because: "\(path): \(reason)")
    }
}

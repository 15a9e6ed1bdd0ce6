internal import Documents

/// The script of a workflow's step, as far as its quotes matter.
struct ShellScript {
    /// As it stands in the file.
    let text: String
    private let bytes: [UInt8]
    private let start: Int

    /// The script of a step that bash or sh is known to run.
    init(
        of step: DataNode, at path: DataPath, in root: DataNode, source: SourceText
    ) throws(Declined) {
        guard let run = step["run"], run.style == .literal || run.style == .plain else {
            throw Declined(reason: "only in the plain text of `run` an expression can be replaced")
        }
        guard Self.isShell(step, path, root) else {
            throw Declined(reason: "which shell runs the script is not known")
        }
        text = source.text(run.span)
        bytes = source.bytes
        start = run.span.lowerBound
    }

    /// Why a variable in place of what stands at a range would not do the same; nil when it does.
    func obstacle(at range: Range<Int>) -> String? {
        var quote: UInt8?
        var index = start
        while index < range.lowerBound {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\\") where quote != UInt8(ascii: "'"): index += 1
            case UInt8(ascii: "'") where quote != UInt8(ascii: "\""):
                quote = quote == nil ? byte : nil
            case UInt8(ascii: "\"") where quote != UInt8(ascii: "'"):
                quote = quote == nil ? byte : nil
            case UInt8(ascii: "`"): return "the script has commands in back quotes"
            case UInt8(ascii: "<") where bytes[index + 1] == byte && quote == nil:
                return "the script has a text of its own (<<)"
            case UInt8(ascii: "(") where quote == UInt8(ascii: "\""):
                return "the script has commands in its texts"
            default: break
            }
            index += 1
        }
        if index > range.lowerBound || quote == UInt8(ascii: "'") {
            return "the shell expands no variable there"
        }
        let before = bytes[range.lowerBound - 1]
        return before == UInt8(ascii: "$") ? "the shell expands no variable there" : nil
    }

    private static func isShell(_ step: DataNode, _ path: DataPath, _ root: DataNode) -> Bool {
        if let shell = step["shell"]?.scalarText {
            let name = shell.prefix { $0 != " " }
            return name == "bash" || name == "sh"
        }
        guard case .key(let key)? = path.steps.dropFirst().first, let job = root["jobs"]?[key],
            root["defaults"] == nil, job["defaults"] == nil,
            let runner = job["runs-on"]?.scalarText
        else { return false }
        return runner.hasPrefix("ubuntu-") || runner.hasPrefix("macos-")
    }
}

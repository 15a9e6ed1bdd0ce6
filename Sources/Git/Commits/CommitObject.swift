internal import Snapshots

/// The text of a commit object, read tolerantly: impossible dates and missing people are no reason to fail.
enum CommitObject {
    /// The largest commit that is read, in bytes.
    static let maximumSize = 64 << 20

    static func parse(_ bytes: [UInt8], id: ObjectID) -> CommitMetadata? {
        var rest = bytes[...]
        var tree: ObjectID?
        var parents: [ObjectID] = []
        var author: Signature?
        var committer: Signature?
        while let line = nextLine(&rest), !line.isEmpty {
            guard let space = line.firstIndex(of: 0x20) else { continue }
            let value = String(decoding: line[(space + 1)...], as: UTF8.self)
            switch String(decoding: line[..<space], as: UTF8.self) {
            case "tree": tree = tree ?? ObjectID(hex: value)
            case "parent": if let parent = ObjectID(hex: value) { parents.append(parent) }
            case "author": author = author ?? signature(value)
            case "committer": committer = committer ?? signature(value)
            default: continue
            }
        }
        guard let tree else { return nil }
        let nobody = Signature(name: "", email: "", seconds: 0, offset: 0)
        return CommitMetadata(
            id: id, tree: tree, parents: parents, author: author ?? nobody,
            committer: committer ?? nobody,
            message: String(decoding: rest, as: UTF8.self))
    }

    /// Takes the next line off the bytes, without its line end; nil at the end.
    private static func nextLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: 0x0a) ?? rest.endIndex
        let line = rest[..<end]
        rest = rest[min(end + 1, rest.endIndex)...]
        return line
    }

    /// Reads `Name <email> seconds +hhmm`; numbers that do not fit are taken as far as they go.
    private static func signature(_ text: String) -> Signature {
        guard let open = text.firstIndex(of: "<"), let close = text.lastIndex(of: ">"), open < close
        else {
            return Signature(name: text, email: "", seconds: 0, offset: 0)
        }
        let name = text[..<open]
        let date = text[text.index(after: close)...].split(separator: " ")
        let zone = date.count > 1 ? Int(date[1]) ?? 0 : 0
        return Signature(
            name: String(name.hasSuffix(" ") ? name.dropLast() : name),
            email: String(text[text.index(after: open)..<close]), seconds: seconds(date.first),
            offset: abs(zone) <= 9999 ? zone / 100 * 60 + zone % 100 : 0)
    }

    private static func seconds(_ text: Substring?) -> Int64 {
        guard let text, text.drop(while: { $0 == "-" }).allSatisfy(\.isNumber) else { return 0 }
        return Int64(text) ?? (text.hasPrefix("-") ? Int64.min : Int64.max)
    }
}

internal import Snapshots

/// One line of a tree object as it stands there, unjudged.
struct TreeItem: Hashable {
    /// The mode's octal digits as a number; nil when they are none.
    var mode: UInt32?
    var name: [UInt8]
    var id: ObjectID

    static let folderMode: UInt32 = 0o40000
    var isFolder: Bool { mode == Self.folderMode }

    /// Git's order: a folder is compared as if its name ended in `/`.
    static func precedes(_ left: TreeItem, _ right: TreeItem) -> Bool {
        let slash: [UInt8] = [UInt8(ascii: "/")]
        return (left.isFolder ? left.name + slash : left.name)
            .lexicographicallyPrecedes(right.isFolder ? right.name + slash : right.name)
    }
}

/// The text of a tree object: `mode name NUL id`, again and again.
///
/// libgit2's own parser throws a whole tree away for one bad entry; this one hands out what is there, so that
/// the rest of a hostile tree is still scanned.
enum TreeObject {
    /// The largest tree object that is read, in bytes.
    static let maximumSize = 64 << 20

    /// The entries in the order they stand in; nil when the bytes end in the middle of one.
    static func parse(_ bytes: [UInt8]) -> [TreeItem]? {
        var items: [TreeItem] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: 0x20),
                let end = rest[(space + 1)...].firstIndex(of: 0), rest.endIndex - end > 20
            else { return nil }
            items.append(
                TreeItem(
                    mode: mode(rest[..<space]), name: Array(rest[(space + 1)..<end]),
                    id: ObjectID(bytes: Array(rest[(end + 1)..<(end + 21)]))))
            rest = rest[(end + 21)...]
        }
        return items
    }

    /// The object's text, the entries in git's order.
    static func serialize(_ items: [TreeItem]) -> [UInt8] {
        var bytes: [UInt8] = []
        for item in items.sorted(by: TreeItem.precedes) {
            bytes += String(item.mode ?? 0, radix: 8).utf8
            bytes.append(0x20)
            bytes += item.name
            bytes.append(0)
            bytes += item.id.bytes
        }
        return bytes
    }

    /// The mode of a file, link or submodule; nil for one that git does not write.
    ///
    /// 100664 is how old versions of git wrote a regular file.
    static func fileMode(_ mode: UInt32?) -> FileMode? {
        mode == 0o100664 ? .regular : mode.flatMap(FileMode.init(rawValue:))
    }

    private static func mode(_ digits: ArraySlice<UInt8>) -> UInt32? {
        guard (1...7).contains(digits.count) else { return nil }
        var value: UInt32 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
            value = value << 3 | UInt32(digit - UInt8(ascii: "0"))
        }
        return value
    }
}

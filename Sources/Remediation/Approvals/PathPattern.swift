internal import Snapshots

/// A glob over repository paths: `*` within a name, `**` for any number of folders, letters of either case.
///
/// ASCII case is ignored on purpose: a sensitive path does not become harmless by being spelled `Auth`.
struct PathPattern: Hashable, Sendable {
    private static let anyName = UInt8(ascii: "*")
    private let segments: [[UInt8]]

    /// Reads a pattern; nil for an empty one or one that holds anything but names, `*` and `**`.
    init?(_ text: String) {
        let refused = Array("?[]{}\\".utf8)
        let bytes = text.utf8.map(Self.lowercased)
        guard !bytes.isEmpty, bytes.count <= 256, !bytes.contains(where: refused.contains) else {
            return nil
        }
        segments = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Array($0) }
        guard segments.allSatisfy({ !$0.isEmpty }) else { return nil }
    }

    func matches(_ path: RepositoryPath) -> Bool {
        let names = path.components.map { $0.map(Self.lowercased) }
        return Self.fits(segments, names) {
            $0 == Array("**".utf8)
        } fit: { pattern, name in
            Self.fits(pattern, name) {
                $0 == Self.anyName
            } fit: {
                $0 == $1
            }
        }
    }

    /// Whether items fit a pattern in which some elements stand for any number of items; no recursion, and time
    /// in proportion to the product of both lengths.
    private static func fits<Element>(
        _ pattern: [Element], _ items: [Element], isAny: (Element) -> Bool,
        fit: (Element, Element) -> Bool
    ) -> Bool {
        var place = 0
        var item = 0
        var retry: (place: Int, item: Int)?
        while item < items.count {
            if place < pattern.count, isAny(pattern[place]) {
                retry = (place, item)
                place += 1
            } else if place < pattern.count, fit(pattern[place], items[item]) {
                place += 1
                item += 1
            } else if let last = retry {
                retry = (last.place, last.item + 1)
                place = last.place + 1
                item = last.item + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy(isAny)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

internal import Glibc

/// Dotted names of Python.
enum PythonNames {
    /// Modules that some libraries let the same things be imported from.
    private static let sameModules = [
        ("fastapi.applications.", "fastapi."), ("fastapi.routing.APIRouter", "fastapi.APIRouter"),
    ]

    /// One spelling for names that mean the same.
    static func canonical(_ path: String) -> String {
        for (long, short) in sameModules where path.hasPrefix(long) {
            return short + path.dropFirst(long.count)
        }
        return path
    }

    /// Whether a name fits a pattern in which `*` stands for any text.
    static func matches(_ name: String, _ pattern: String) -> Bool {
        guard pattern.utf8.contains(UInt8(ascii: "*")) else {
            return name.utf8.elementsEqual(pattern.utf8)
        }
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
            .map { Array($0.utf8) }
        var rest = Array(name.utf8)[...]
        for (number, part) in parts.enumerated() {
            if number == 0 {
                guard rest.starts(with: part) else { return false }
                rest = rest.dropFirst(part.count)
            } else if number == parts.count - 1 {
                return rest.count >= part.count && rest.suffix(part.count).elementsEqual(part)
            } else {
                guard let end = rest.firstEnd(of: part) else { return false }
                rest = rest[end...]
            }
        }
        return rest.isEmpty
    }

    /// The longest text that every name fitting a pattern holds in its last part.
    static func literal(of pattern: String) -> String {
        let last = String(pattern.split(separator: Character(".")).last ?? "")
        let parts = last.split(separator: Character("*"))
        return parts.max { $0.count < $1.count }.map { String($0) } ?? ""
    }

    /// Whether text is a dotted name.
    static func isDotted(_ text: String) -> Bool {
        !text.isEmpty
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                guard let first = part.unicodeScalars.first else { return false }
                return !("0"..."9").contains(first)
                    && part.unicodeScalars.allSatisfy {
                        $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0)
                    }
            }
    }
}

extension ArraySlice<UInt8> {
    /// Where the first occurrence of a text ends.
    func firstEnd(of text: [UInt8]) -> Int? {
        guard let first = text.first else { return startIndex }
        return withUnsafeBytes { bytes in
            text.withUnsafeBytes { wanted in
                guard let base = bytes.baseAddress, let needle = wanted.baseAddress else {
                    return nil
                }
                var offset = 0
                while offset + wanted.count <= bytes.count {
                    let length = bytes.count - wanted.count + 1 - offset
                    guard let found = memchr(base + offset, Int32(first), length) else {
                        return nil
                    }
                    offset = UnsafeRawPointer(found) - base
                    if memcmp(base + offset, needle, wanted.count) == 0 {
                        return startIndex + offset + wanted.count
                    }
                    offset += 1
                }
                return nil
            }
        }
    }
}

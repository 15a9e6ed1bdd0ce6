package import Basics

/// Finds what tells of people and of the inside of a network: e-mail addresses, private addresses, internal hosts.
package struct AddressFinder: CredentialFinder {
    /// An e-mail address.
    package static let email = "email"
    /// A host by its name or by its private address.
    package static let host = "host"
    /// What these addresses end in is inside, wherever one is.
    package static let usualSuffixes = [
        "cluster.local", "corp", "home.arpa", "internal", "intranet", "lan",
    ]

    private let suffixes: [[UInt8]]

    /// A finder that takes hosts that end in one of these for internal, as well as the usual ones.
    package init(internalSuffixes: [String] = []) {
        suffixes = Set(internalSuffixes + Self.usualSuffixes).sorted().map { suffix in
            Array(suffix.lowercased().utf8.drop { $0 == 0x2e })
        }.filter { !$0.isEmpty }
    }

    package func credentials(in bytes: [UInt8]) -> [FoundCredential] {
        var found: [FoundCredential] = []
        var position = 0
        while let start = bytes[position...].firstIndex(where: Self.isNameByte) {
            let end = bytes[start...].firstIndex { !Self.isNameByte($0) } ?? bytes.endIndex
            position = end
            if end < bytes.endIndex, bytes[end] == UInt8(ascii: "@"),
                let domain = Self.domain(in: bytes, from: end + 1)
            {
                found.append(FoundCredential(span: start..<domain, kind: Self.email))
                position = domain
            } else if let span = host(in: bytes, start..<end) {
                found.append(FoundCredential(span: span, kind: Self.host))
            }
        }
        return found
    }

    /// What a local part, and every host, is made of.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        AuthorizationText.isAlphanumeric(byte) || "._%+-".utf8.contains(byte)
    }

    /// The end of a domain that begins here: labels with dots between, the last one of letters.
    private static func domain(in bytes: [UInt8], from start: Int) -> Int? {
        let name = bytes[start...].prefix {
            AuthorizationText.isAlphanumeric($0) || $0 == 0x2d || $0 == 0x2e
        }
        let trimmed = name.dropLast(name.reversed().prefix { $0 == 0x2e || $0 == 0x2d }.count)
        let labels = trimmed.split(separator: 0x2e, omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }), let last = labels.last,
            last.count >= 2, last.allSatisfy({ (0x61...0x7a).contains($0 | 0x20) })
        else { return nil }
        return trimmed.endIndex
    }

    /// The part of a name that is a private address or an internal host.
    private func host(in bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
        // A path's component is no host; what follows two slashes is.
        if range.lowerBound > 0, bytes[range.lowerBound - 1] == UInt8(ascii: "/") {
            guard range.lowerBound > 1, bytes[range.lowerBound - 2] == UInt8(ascii: "/") else {
                return nil
            }
        }
        let name = bytes[range].drop { $0 == 0x2e || $0 == 0x2d }
        let trimmed = name.dropLast(name.reversed().prefix { $0 == 0x2e || $0 == 0x2d }.count)
        guard !trimmed.isEmpty, Self.isPrivate(trimmed) || isInternal(trimmed) else { return nil }
        return trimmed.indices
    }

    private static func isPrivate(_ name: ArraySlice<UInt8>) -> Bool {
        let parts = name.split(separator: 0x2e, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return false }
        let numbers = parts.compactMap { UInt8(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 4 else { return false }
        switch (numbers[0], numbers[1]) {
        case (10, _), (172, 16...31), (192, 168), (169, 254), (100, 64...127): return true
        default: return false
        }
    }

    private func isInternal(_ name: ArraySlice<UInt8>) -> Bool {
        let name = name.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        return suffixes.contains { suffix in
            name.count > suffix.count + 1 && name.suffix(suffix.count).elementsEqual(suffix)
                && name[name.count - suffix.count - 1] == 0x2e
        }
    }
}

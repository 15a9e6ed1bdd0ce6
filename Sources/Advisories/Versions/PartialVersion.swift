/// A version of which the right-hand numbers may be missing or `x`, as npm's ranges use it.
struct PartialVersion: Hashable, Sendable {
    let major: UInt64?
    let minor: UInt64?
    let patch: UInt64?
    let prerelease: [SemanticVersion.Identifier]
    let build: String

    init?(_ text: String) {
        guard text.utf8.count <= 256 else { return nil }
        var core = Substring(text)
        var build = ""
        if let plus = core.firstIndex(of: "+") {
            build = String(core[core.index(after: plus)...])
            guard Self.areIdentifiers(build) else { return nil }
            core = core[..<plus]
        }
        var prerelease: [SemanticVersion.Identifier] = []
        if let dash = core.firstIndex(of: "-") {
            guard let parts = Self.identifiers(core[core.index(after: dash)...]) else { return nil }
            prerelease = parts
            core = core[..<dash]
        }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { return nil }
        var numbers: [UInt64?] = []
        for part in parts {
            if ["x", "X", "*"].contains(part) {
                numbers.append(nil)
            } else {
                guard let number = Self.number(part) else { return nil }
                numbers.append(number)
            }
        }
        numbers += [UInt64?](repeating: nil, count: 3 - numbers.count)
        major = numbers[0]
        minor = numbers[0] == nil ? nil : numbers[1]
        patch = minor == nil ? nil : numbers[2]
        self.prerelease = prerelease
        self.build = build
        if !prerelease.isEmpty, patch == nil { return nil }
    }

    var isFull: Bool { patch != nil }

    /// The version with zeros for what is missing.
    var lowest: SemanticVersion {
        SemanticVersion(major ?? 0, minor ?? 0, patch ?? 0, prerelease: prerelease, build: build)
    }

    private static func number(_ text: Substring) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            text == "0" || !text.hasPrefix("0")
        else { return nil }
        return UInt64(text)
    }

    private static func areIdentifiers(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isIdentifierByte) }
    }

    private static func identifiers(_ text: Substring) -> [SemanticVersion.Identifier]? {
        var identifiers: [SemanticVersion.Identifier] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            guard !part.isEmpty, part.utf8.allSatisfy(isIdentifierByte) else { return nil }
            if part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                guard let number = number(part) else { return nil }
                identifiers.append(.number(number))
            } else {
                identifiers.append(.word(String(part)))
            }
        }
        return identifiers
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"): true
        default: false
        }
    }
}

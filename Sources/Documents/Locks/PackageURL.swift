/// The name of one version of a package in all ecosystems' common spelling, such as `pkg:npm/%40types/node@22.1.0`.
///
/// Made as https://github.com/package-url/purl-spec says of each type, so that two spellings of one package give one text.
package struct PackageURL: Hashable, Sendable, CustomStringConvertible, Comparable {
    package let description: String

    /// The address of a version; nil for what cannot be the name or the version of a package.
    package init?(_ ecosystem: Ecosystem, name: String, version: String) {
        guard Self.isPlain(version), let parts = Self.parts(of: name, in: ecosystem),
            parts.allSatisfy(Self.isPlain)
        else { return nil }
        let path = ([ecosystem.packageType] + parts.map(Self.encoded)).joined(separator: "/")
        description = "pkg:\(path)@\(Self.encoded(version))"
    }

    package static func < (left: PackageURL, right: PackageURL) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }

    /// The namespace's segments and the name, as the type compares them.
    private static func parts(of name: String, in ecosystem: Ecosystem) -> [String]? {
        switch ecosystem {
        case .pypi: return [PythonRequirement.normalized(name)]
        case .npm:
            let parts = name.lowercased().split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == (name.hasPrefix("@") ? 2 : 1), parts[0] != "@" else { return nil }
            return parts.map(String.init)
        case .go:
            return name.lowercased().split(separator: "/", omittingEmptySubsequences: false)
                .map(String.init)
        case .maven:
            let parts = name.split(separator: ":", omittingEmptySubsequences: false)
            return parts.count == 2 ? parts.map(String.init) : nil
        }
    }

    /// Whether every byte is a letter, a digit or a mark that such names and versions have.
    private static func isPlain(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 256, text != ".", text != ".." else { return false }
        return text.utf8.allSatisfy { isUnreserved($0) || "@+!'()*:".utf8.contains($0) }
    }

    private static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            if isUnreserved(byte) || byte == UInt8(ascii: ":") {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (byte < 16 ? "0" : "") + digits
            }
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}

extension Ecosystem {
    /// What package URLs call it.
    fileprivate var packageType: String {
        switch self {
        case .pypi: "pypi"
        case .npm: "npm"
        case .go: "golang"
        case .maven: "maven"
        }
    }
}

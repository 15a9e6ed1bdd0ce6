package import Basics
internal import FoundationEssentials

/// Takes secrets out of text that is about to leave the machine.
///
/// Known values go in every form they commonly travel in (plain, base64, hex, percent-encoded, reversed), and so
/// does whatever the finder takes for a credential, and private keys and bearer tokens even without one; and e-mail
/// addresses and hosts where they are looked for. Cost: one pass for each known form.
package struct Redactor: Sendable {
    /// Values shorter than this would hit ordinary words.
    private static let minSecretBytes = 6

    private let secrets: [String]
    private let finder: (any CredentialFinder)?
    private let addresses: AddressFinder?
    private let forms: [[UInt8]]

    /// A redactor of these values, and of what looks like a credential; very short values are ignored.
    package init(
        secrets: [String], finder: (any CredentialFinder)? = nil, addresses: AddressFinder? = nil
    ) {
        self.secrets = secrets
        self.finder = finder
        self.addresses = addresses
        var forms: Set<[UInt8]> = []
        for secret in secrets where secret.utf8.count >= Self.minSecretBytes {
            forms.formUnion(Self.forms(of: Array(secret.utf8)))
        }
        // Longest first, so that no form is left with the rest of a longer one beside it.
        self.forms = forms.sorted {
            $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1)
        }
    }

    /// This redactor with more values.
    package func adding(secrets more: [String]) -> Redactor {
        Redactor(secrets: secrets + more, finder: finder, addresses: addresses)
    }

    /// The text with every secret replaced by `[redacted]` or `[redacted:KIND]`.
    package func redacted(_ text: String) -> String {
        redacted(text) { kind, _ in kind.isEmpty ? "[redacted]" : "[redacted:\(kind)]" }
    }

    /// The text with every secret replaced by what the label says for its kind, which is empty for a known value.
    func redacted(_ text: String, label: Label) -> String {
        var bytes = Array(text.utf8)
        for form in forms { bytes = Self.replacing(form, in: bytes, label) }
        bytes = Self.replacing(finder, in: bytes, label)
        bytes = AuthorizationText.redacted(bytes, label)
        bytes = Self.replacing(addresses, in: bytes, label)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What stands in the place of something that was found.
    typealias Label = (_ kind: String, _ value: ArraySlice<UInt8>) -> String

    private static func replacing(
        _ finder: (any CredentialFinder)?, in bytes: [UInt8], _ label: Label
    ) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for found in finder?.credentials(in: bytes) ?? [] {
            result += bytes[position..<found.span.lowerBound]
            result += label(found.kind, bytes[found.span]).utf8
            position = found.span.upperBound
        }
        return result + bytes[position...]
    }

    /// Whether the text holds a secret, also with blanks strewn into it or in the other case.
    package func findsSecret(in text: String) -> Bool {
        if !redacted(text).utf8.elementsEqual(text.utf8) { return true }
        let dense = Self.dense(Array(text.utf8))
        return forms.contains { form in
            let form = Self.dense(form)
            return form.count >= Self.minSecretBytes
                && Self.firstIndex(of: form, in: dense, from: 0) != nil
        }
    }

    private static func forms(of secret: [UInt8]) -> [[UInt8]] {
        let base64 = Array(Data(secret).base64EncodedString().utf8)
        let percent = secret.flatMap { byte -> [UInt8] in
            isUnreserved(byte)
                ? [byte] : [UInt8(ascii: "%")] + Hexadecimal.encode([byte]).uppercased().utf8
        }
        return [
            secret, secret.reversed(), Array(base64.prefix { $0 != UInt8(ascii: "=") }),
            Array(Hexadecimal.encode(secret).utf8),
            Array(Hexadecimal.encode(secret).uppercased().utf8),
            percent,
        ]
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        AuthorizationText.isAlphanumeric(byte) || "-._~".utf8.contains(byte)
    }

    private static func dense(_ bytes: [UInt8]) -> [UInt8] {
        bytes.filter(AuthorizationText.isAlphanumeric).map {
            (0x41...0x5a).contains($0) ? $0 | 0x20 : $0
        }
    }

    private static func replacing(
        _ pattern: [UInt8], in bytes: [UInt8], _ label: Label
    ) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        while let hit = firstIndex(of: pattern, in: bytes, from: position) {
            result += bytes[position..<hit]
            result += label("", pattern[...]).utf8
            position = hit + pattern.count
        }
        return position == 0 ? bytes : result + bytes[position...]
    }

    private static func firstIndex(of pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int?
    {
        guard let first = pattern.first, bytes.count - start >= pattern.count else { return nil }
        var position = start
        while position <= bytes.count - pattern.count {
            if bytes[position] == first, bytes[position...].starts(with: pattern) {
                return position
            }
            position += 1
        }
        return nil
    }
}

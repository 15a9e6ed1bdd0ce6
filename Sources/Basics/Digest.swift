internal import COpenSSL

/// A SHA-256 digest: 32 bytes, written `sha256:` and 64 lower-case hex digits.
package struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The 32 bytes.
    package let bytes: [UInt8]

    /// The digest of one run of bytes.
    package init(of bytes: some Sequence<UInt8>) {
        var hasher = Hasher()
        hasher.update(Array(bytes))
        self = hasher.finish()
    }

    /// The digest of a string's UTF-8.
    package init(of text: String) { self.init(of: text.utf8) }

    /// A digest from its 64 hex digits; nil for anything else.
    package init?(hex: some StringProtocol) {
        guard hex.utf8.count == 64, let bytes = Hexadecimal.decode(hex) else { return nil }
        self.bytes = bytes
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// The digest that has these 32 bytes; nil for another number of them.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// The digest that a text such as `sha256:…` writes; nil for anything else.
    package init?(parsing text: some StringProtocol) {
        let prefix = "sha256:"
        guard text.hasPrefix(prefix) else { return nil }
        self.init(hex: text.dropFirst(prefix.count))
    }

    /// 64 lower-case hex digits, without the prefix.
    package var hex: String { Hexadecimal.encode(bytes) }

    package var description: String { "sha256:\(hex)" }

    package static func < (left: Digest, right: Digest) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// A digest over several fields, each framed by its length so that no two lists of fields collide.
    package static func framed(_ fields: [[UInt8]]) -> Digest {
        var hasher = Hasher()
        for field in fields {
            withUnsafeBytes(of: UInt64(field.count).littleEndian) { hasher.update(Array($0)) }
            hasher.update(field)
        }
        return hasher.finish()
    }

    /// As `framed(_:)`, over the UTF-8 of strings.
    package static func framed(_ fields: [String]) -> Digest {
        framed(fields.map { Array($0.utf8) })
    }

    /// An incremental digest, for input that never stands in memory whole.
    package struct Hasher: ~Copyable {
        private let context: OpaquePointer
        // Looked up once: OpenSSL 3 searches its providers under a lock for each digest otherwise. Nobody changes it.
        nonisolated(unsafe) private static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

        /// A hasher that has seen nothing.
        package init() {
            guard let context = EVP_MD_CTX_new(),
                EVP_DigestInit_ex(context, Self.algorithm, nil) == 1
            else { preconditionFailure("OpenSSL could not start a SHA-256 digest: out of memory") }
            self.context = context
        }

        deinit { EVP_MD_CTX_free(context) }

        /// Adds bytes.
        package mutating func update(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        }

        /// The digest of everything added.
        package consuming func finish() -> Digest {
            var result = [UInt8](repeating: 0, count: 32)
            var length: UInt32 = 0
            EVP_DigestFinal_ex(context, &result, &length)
            return Digest(unchecked: result)
        }
    }
}

/// Lower-case hexadecimal.
package enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two digits for each byte.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of an even number of hex digits of either case; nil for anything else.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

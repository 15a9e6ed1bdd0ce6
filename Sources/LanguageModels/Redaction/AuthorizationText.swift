/// Finds what is a credential by where it stands, whoever issued it: private keys and bearer tokens.
enum AuthorizationText {
    /// The bytes with each such credential replaced.
    static func redacted(_ bytes: [UInt8], _ label: Redactor.Label) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            if let (end, kind) = credential(in: bytes, at: position) {
                result += label(kind, bytes[position..<end]).utf8
                position = end
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return result
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    private static func credential(in bytes: [UInt8], at start: Int) -> (end: Int, kind: String)? {
        if bytes[start] == UInt8(ascii: "-"), let end = privateKeyEnd(in: bytes, at: start) {
            return (end, "private-key")
        }
        if start > 0, isAlphanumeric(bytes[start - 1]) { return nil }
        return bearerEnd(in: bytes, at: start).map { ($0, "bearer-token") }
    }

    /// A PEM block ends at its last line, or with the text when that line is missing.
    private static func privateKeyEnd(in bytes: [UInt8], at start: Int) -> Int? {
        let marker = Array("-----BEGIN ".utf8)
        guard bytes[start...].starts(with: marker) else { return nil }
        let label = bytes[(start + marker.count)...].prefix(48)
        guard label.indices.contains(where: { label[$0...].starts(with: "PRIVATE KEY".utf8) })
        else { return nil }
        let ending = Array("-----END ".utf8)
        guard
            let last = bytes[(start + marker.count)...].indices.first(where: {
                bytes[$0] == 0x2d && bytes[$0...].starts(with: ending)
            })
        else { return bytes.count }
        let close = bytes[(last + ending.count)...].prefix(64)
        let dashes = close.indices.first { close[$0...].starts(with: "-----".utf8) }
        return dashes.map { $0 + 5 } ?? bytes.count
    }

    private static func bearerEnd(in bytes: [UInt8], at start: Int) -> Int? {
        let word = Array("bearer".utf8)
        guard bytes.count - start > word.count,
            zip(bytes[start...], word).allSatisfy({ $0 | 0x20 == $1 })
        else { return nil }
        let blanks = bytes[(start + word.count)...].prefix { $0 == 0x20 || $0 == 0x09 }
        guard !blanks.isEmpty else { return nil }
        let token = bytes[blanks.endIndex...].prefix {
            isTokenByte($0) || "./+=~".utf8.contains($0)
        }
        // "bearer authentication" is prose; tokens are long and hold a digit.
        guard token.count >= 16, token.contains(where: { (0x30...0x39).contains($0) }) else {
            return nil
        }
        return token.endIndex
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == 0x5f || byte == 0x2d
    }
}

/// Kinds of binary files, told by their first bytes whatever the file is called.
enum FileMagic {
    /// The kinds that rules can ask for, sorted.
    static let names = [
        "ar", "dex", "elf", "java", "macho", "pe", "pyc", "rpm", "wasm", "zip",
    ]
    /// Files above this many bytes are not read to tell their kind.
    static let sizeLimit = 64 << 20
    /// The bytes at the start that are looked at.
    static let length = 512

    /// The kind of content that starts with some bytes; nil for any other.
    static func kind(of bytes: [UInt8]) -> String? {
        func starts(_ prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }
        if starts([0x7F, 0x45, 0x4C, 0x46]) { return "elf" }
        if starts([0x00, 0x61, 0x73, 0x6D]) { return "wasm" }
        if starts(Array("PK\u{3}\u{4}".utf8)) || starts(Array("PK\u{5}\u{6}".utf8)) { return "zip" }
        if starts(Array("!<arch>\n".utf8)) { return "ar" }
        if starts(Array("dex\n".utf8)) { return "dex" }
        if starts([0xED, 0xAB, 0xEE, 0xDB]) { return "rpm" }
        if isPortableExecutable(bytes) { return "pe" }
        if let kind = machOrJava(bytes) { return kind }
        // The version comes first in compiled Python, and always ends in CR LF.
        let isPython =
            bytes.count > 16 && bytes[2] == 0x0D && bytes[3] == 0x0A && bytes[1] < 0x20
            && !bytes[..<2].elementsEqual([0x0D, 0x0A]) && bytes[4..<8].contains(0)
        return isPython ? "pyc" : nil
    }

    /// `MZ` alone may start a text, so the place of the second header has to make sense.
    private static func isPortableExecutable(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: Array("MZ".utf8)), bytes.count >= 64 else { return false }
        let offset = (0..<4).reduce(0) { $0 | Int(bytes[0x3C + $1]) << (8 * $1) }
        guard offset >= 4, offset < 1 << 20 else { return false }
        guard offset + 4 <= bytes.count else { return bytes[..<64].contains(0) }
        return bytes[offset..<offset + 2].elementsEqual("PE".utf8)
    }

    private static func machOrJava(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= 8 else { return nil }
        let word = bytes[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        switch word {
        case 0xFEED_FACE, 0xFEED_FACF, 0xCEFA_EDFE, 0xCFFA_EDFE: return "macho"
        case 0xCAFE_BABE:
            // A class file has its major version here, 45 or more; a fat binary the number of its parts.
            return Int(bytes[6]) << 8 | Int(bytes[7]) >= 45 ? "java" : "macho"
        default: return nil
        }
    }
}

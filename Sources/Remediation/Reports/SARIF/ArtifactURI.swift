package import Snapshots

/// Paths as references of URIs, relative to the root of the repository.
package enum ArtifactURI {
    /// The bytes that stand for themselves in a segment of a path, whatever the segment's place.
    private static let plain = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)

    /// A file's reference; every byte that is not plain is percent-encoded.
    package static func reference(to path: RepositoryPath) -> String {
        var text: [UInt8] = []
        for byte in path.bytes {
            if plain.contains(byte) {
                text.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A folder's reference, which ends with a slash.
    static func reference(toFolder path: RepositoryPath) -> String {
        path == .root ? "./" : reference(to: path) + "/"
    }
}

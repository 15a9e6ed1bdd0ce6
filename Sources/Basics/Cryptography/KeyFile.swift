internal import Glibc

/// A file that holds a private key.
package struct KeyFile: Sendable {
    /// The key.
    package let key: RSAPrivateKey
    /// Whether others than the file's owner may read it, which deserves a warning.
    package let isReadableByOthers: Bool

    private static let limit = 64 << 10

    /// Reads a key; symlinks are followed, as secrets in containers are mounted behind them.
    ///
    /// - Throws: a usage `Diagnostic` that names the file and shows nothing of it.
    package init(reading path: String) throws(Diagnostic) {
        let attempted = "read the private key"
        let bytes: [UInt8]
        do throws(BoundedFile.Refusal) {
            bytes = try BoundedFile.bytes(of: path, limit: Self.limit)
        } catch {
            throw Diagnostic(.usage, attempted, on: path, because: error.reason(limit: Self.limit))
        }
        do throws(RSAPrivateKey.Refusal) {
            key = try RSAPrivateKey(pem: bytes)
        } catch {
            throw Diagnostic(
                .usage, attempted, on: path, because: error.reason,
                remedy: "give the file that GitHub made for the App, unencrypted")
        }
        var status = stat()
        isReadableByOthers =
            stat(path, &status) == 0 && status.st_mode & (S_IRGRP | S_IROTH) != 0
    }
}

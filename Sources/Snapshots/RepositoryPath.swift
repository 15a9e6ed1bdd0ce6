/// The path of an entry from the root of a repository: bytes, components separated by `/`.
///
/// Git's paths are bytes. They are compared and hashed as bytes: two spellings that Unicode calls equal are
/// two paths here, as they are in git. Whether a path is safe to read, patch or write out is `PathPolicy`'s to say.
package struct RepositoryPath: Hashable, Sendable, Comparable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    /// The bytes, without a leading or trailing `/`.
    package let bytes: [UInt8]

    /// A path from its bytes, unchecked.
    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// A path from text, unchecked.
    package init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    package init(stringLiteral text: String) { self.init(text) }

    /// The root of the repository.
    package static let root = RepositoryPath(bytes: [])

    /// The path as text; bytes that are no UTF-8 show as U+FFFD, so this is for people, not for look-up.
    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// The components, in order.
    package var components: [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    }

    /// The last component.
    package var lastComponent: String {
        String(
            decoding: bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...],
            as: UTF8.self)
    }

    /// The folder that holds this entry; the root for an entry of the root.
    package var parent: RepositoryPath {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return .root }
        return RepositoryPath(bytes: Array(bytes[..<slash]))
    }

    /// The path of something below this folder.
    package func appending(_ child: some StringProtocol) -> RepositoryPath {
        bytes.isEmpty
            ? RepositoryPath(child)
            : RepositoryPath(bytes: bytes + [UInt8(ascii: "/")] + child.utf8)
    }

    /// Whether this path is the folder itself or lies below it; everything lies below the root.
    package func isInside(_ folder: RepositoryPath) -> Bool {
        if folder.bytes.isEmpty || folder == self { return true }
        return bytes.count > folder.bytes.count && bytes.starts(with: folder.bytes)
            && bytes[folder.bytes.count] == UInt8(ascii: "/")
    }

    /// The path as seen from a folder that holds it; nil when it lies elsewhere.
    package func relative(to folder: RepositoryPath) -> RepositoryPath? {
        guard isInside(folder) else { return nil }
        if folder.bytes.isEmpty { return self }
        return RepositoryPath(bytes: Array(bytes.dropFirst(folder.bytes.count + 1)))
    }

    package static func < (left: RepositoryPath, right: RepositoryPath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

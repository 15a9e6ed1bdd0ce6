package import Basics
package import Git

/// Where the packages that a repository settles on are told, for the forge to watch them.
package protocol DependencyReporting: Sendable {
    /// Whether the forge is to be told what a digest stands for; costs no request.
    ///
    /// The digest is over all files that decide, and nil when there is none, which matters where there were some.
    func wants(_ content: Digest?, of remote: RemoteURL) throws -> Bool
    /// Tells it, and remembers that.
    ///
    /// A credential that may not, and a snapshot that the forge cannot use, are answers and no errors.
    func submit(
        _ snapshot: DependencySnapshot, content: Digest?, in remote: RemoteURL
    ) async throws -> DependencyReceipt
}

/// What a forge said to a snapshot of dependencies.
package enum DependencyReceipt: Sendable, Hashable {
    case taken
    /// The credential or the repository does not allow it; it is asked again in a week.
    case notPermitted(String)
    /// It cannot use what it was told, in its words; it is asked again once that has changed.
    case unusable(String)
}

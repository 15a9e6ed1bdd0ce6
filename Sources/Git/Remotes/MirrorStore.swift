internal import Basics

/// The bare mirrors below `$COMPLYBOT_HOME/mirrors`, shared by every process that uses that home.
package struct MirrorStore: Hashable, Sendable {
    /// The folder that holds the mirrors.
    package let folder: String

    /// The store below a home folder; nothing is made yet.
    package init(home: String) { folder = "\(home)/mirrors" }

    /// The mirror of a remote; nothing is made or fetched yet.
    package func mirror(of remote: RemoteURL) -> Mirror {
        Mirror(of: remote, at: "\(folder)/\(remote.digest.hex.prefix(40))")
    }
}

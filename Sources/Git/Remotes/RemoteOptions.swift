package import Basics

/// What proves to a remote who we are; never printed.
package enum Credential: Sendable, CustomStringConvertible {
    /// A user name and a password or token.
    case password(user: String, password: String)
    /// The keys that the SSH agent holds.
    case sshAgent
    /// A private key in a file, with its passphrase when it has one.
    case sshKey(path: String, passphrase: String?)

    package var description: String { "credential" }
}

/// Finds the credential for a remote; called at most twice for one connection, on the thread of the transfer.
///
/// The first argument is the address that was asked for, the second the user name that it names, if any.
package typealias CredentialProvider = @Sendable (RemoteURL, String?) -> Credential?

/// How a remote is talked to.
///
/// SSH trusts the host keys in the user's `~/.ssh/known_hosts` and no others.
package struct RemoteOptions: Sendable {
    /// Finds credentials; nil talks anonymously.
    package var credentials: CredentialProvider?
    /// How long everything together may take.
    package var deadline: Duration = .seconds(600)
    /// Says that the caller wants to stop; asked often.
    package var isCancelled: @Sendable () -> Bool = { false }
    /// Told once when another process holds the mirror's lock.
    package var onWait: @Sendable (String) -> Void = { _ in }
    /// Told how many objects have come, of how many.
    package var onProgress: @Sendable (_ received: Int, _ total: Int) -> Void = { _, _ in }
    /// The proxies for http and https; direct otherwise.
    ///
    /// Whose certificates are believed is said for the whole process, by ``Library/believe(_:)``.
    package var network = NetworkSettings()
    /// Anonymous, direct, ten minutes.
    package init() {}
}

internal import CGit2
internal import Snapshots

/// What libgit2's callbacks of one connection work with.
///
/// libgit2 holds it unretained; the connection keeps it alive. All callbacks come on the connection's thread, so
/// nothing in it is shared.
final class RemoteContext {
    let remote: RemoteURL
    let options: RemoteOptions
    let call: GitCall
    /// Why a callback stopped the transfer.
    var failure: GitError?
    /// What the push must find and do; nil while nothing is pushed.
    var lease: (reference: String, expected: ObjectID?, commit: ObjectID)?
    /// What the remote said of the pushed reference: nil before, an empty text when it took it.
    var pushStatus: String?

    private let end: ContinuousClock.Instant
    private var attempts = 0

    private static let maximumAttempts = 2
    private static let maximumReceivedBytes = 2 << 30

    init(_ remote: RemoteURL, _ options: RemoteOptions, _ call: GitCall) {
        self.remote = remote
        self.options = options
        self.call = call
        end = ContinuousClock.now + options.deadline
    }

    /// The callbacks with this object behind them.
    var callbacks: git_remote_callbacks {
        var callbacks = git_remote_callbacks()
        git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        callbacks.credentials = { out, url, _, allowed, payload in
            RemoteContext.of(payload)?.credential(out, url, allowed) ?? GIT_EAUTH.rawValue
        }
        callbacks.sideband_progress = { _, _, payload in RemoteContext.of(payload)?.goOn() ?? 0 }
        callbacks.transfer_progress = { stats, payload in
            RemoteContext.of(payload)?.progress(stats?.pointee) ?? 0
        }
        callbacks.pack_progress = { _, _, _, payload in RemoteContext.of(payload)?.goOn() ?? 0 }
        callbacks.push_transfer_progress = { _, _, _, payload in
            RemoteContext.of(payload)?.goOn() ?? 0
        }
        callbacks.push_negotiation = { updates, count, payload in
            RemoteContext.of(payload)?.negotiate(updates, count) ?? GIT_EUSER.rawValue
        }
        callbacks.push_update_reference = { _, status, payload in
            RemoteContext.of(payload)?.pushStatus = status.map { String(cString: $0) } ?? ""
            return 0
        }
        return callbacks
    }

    private static func of(_ payload: UnsafeMutableRawPointer?) -> RemoteContext? {
        payload.map { Unmanaged<RemoteContext>.fromOpaque($0).takeUnretainedValue() }
    }

    private func stop(_ error: GitError, _ status: git_error_code = GIT_EUSER) -> Int32 {
        failure = failure ?? error
        return status.rawValue
    }

    private func goOn() -> Int32 {
        if options.isCancelled() { return stop(call.failure(.cancelled, "it was cancelled")) }
        if ContinuousClock.now > end {
            return stop(call.failure(.timedOut, "it took longer than \(options.deadline)"))
        }
        return 0
    }

    private func progress(_ stats: git_indexer_progress?) -> Int32 {
        guard let stats else { return goOn() }
        if stats.received_bytes > Self.maximumReceivedBytes {
            return stop(call.failure(.tooLarge, "too-large: the remote sends more than 2 GiB"))
        }
        options.onProgress(Int(stats.received_objects), Int(stats.total_objects))
        return goOn()
    }

    private func credential(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?,
        _ url: UnsafePointer<CChar>?,
        _ allowed: UInt32
    ) -> Int32 {
        let asked = url.flatMap { try? RemoteURL(parsing: GitError.redacted(String(cString: $0))) }
        guard let asked, asked.mayUseCredentials(of: remote) else {
            return stop(
                call.failure(.redirected, "another origin asks for our credentials"), GIT_EAUTH)
        }
        var user: String?
        if case .ssh(let name) = remote.transport { user = name }
        if allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 {
            return git_credential_username_new(out, user ?? "git")
        }
        guard let credential = options.credentials?(remote, user) else {
            return stop(
                call.failure(
                    .authentication, "it wants credentials and there are none",
                    remedy: "give a token"),
                GIT_EAUTH)
        }
        attempts += 1
        if attempts > Self.maximumAttempts {
            return stop(
                call.failure(
                    .authentication, "it refused the credentials",
                    remedy: "check the token and its rights"),
                GIT_EAUTH)
        }
        switch credential {
        case .password(let user, let password)
        where allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0:
            return git_credential_userpass_plaintext_new(out, user, password)
        case .sshAgent where allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0:
            return git_credential_ssh_key_from_agent(out, user ?? "git")
        case .sshKey(let path, let passphrase) where allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0:
            return git_credential_ssh_key_new(out, user ?? "git", nil, path, passphrase)
        default:
            return stop(
                call.failure(.authentication, "it wants another kind of credential"), GIT_EAUTH)
        }
    }

    /// The last look before the upload: exactly our one update, from exactly the commit we expect.
    private func negotiate(
        _ updates: UnsafeMutablePointer<UnsafePointer<git_push_update>?>?, _ count: Int
    ) -> Int32 {
        guard let lease, count == 1, let update = updates?.pointee?.pointee,
            let name = update.dst_refname
        else {
            return stop(call.failure(.failed, "the push is not the one that was asked for"))
        }
        let old = ObjectID(update.src)
        let actual = old.bytes.allSatisfy { $0 == 0 } ? nil : old
        guard String(cString: name) == lease.reference, ObjectID(update.dst) == lease.commit else {
            return stop(call.failure(.failed, "the push is not the one that was asked for"))
        }
        guard actual == lease.expected else {
            return stop(
                call.failure(.leaseFailed(actual: actual), "the branch was moved meanwhile"))
        }
        return 0
    }
}

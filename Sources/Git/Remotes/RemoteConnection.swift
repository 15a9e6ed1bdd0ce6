internal import Basics
internal import CGit2
internal import Glibc
internal import Snapshots

/// One connection to a remote over HTTP or SSH; blocks, and is used by one thread.
final class RemoteConnection {
    let context: RemoteContext
    private let handle: RepositoryHandle
    private let remote: OpaquePointer
    private let proxy: UnsafeMutablePointer<CChar>?

    /// A forge tells two references of every pull request there ever was; only branches are kept.
    private static let maximumAdvertised = 4_000_000

    /// What the remote has.
    struct Advertisement {
        var branches: [String: ObjectID] = [:]
        var defaultBranch: String?
        /// The commit of the one reference that was asked for by name.
        var asked: ObjectID?
    }

    init(
        to url: RemoteURL, for handle: RepositoryHandle, _ options: RemoteOptions, _ call: GitCall
    ) throws(GitError) {
        guard Library.hasSecurityFixes else {
            throw call.failure(
                .failed, "this libgit2 lacks security fixes for fetching",
                remedy: "install Debian's updates")
        }
        context = RemoteContext(url, options, call)
        self.handle = handle
        var made: OpaquePointer?
        try call.check(git_remote_create_anonymous(&made, handle.repository, url.description))
        guard let made else { throw call.failure(.failed, "libgit2 made no remote") }
        remote = made
        proxy = url.proxy(of: options.network).map { strdup($0.secretText) } ?? nil
    }

    deinit {
        git_remote_disconnect(remote)
        git_remote_free(remote)
        free(proxy)
    }

    /// Connects, so that the remote says what it has; of what is no branch, only the reference `asked` is told.
    func connect(asking asked: String? = nil) throws(GitError) -> Advertisement {
        var options = git_remote_connect_options()
        git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
        options.callbacks = context.callbacks
        options.proxy_opts = proxyOptions
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        // "None" still follows a redirect within the same host, as after the renaming of a repository.
        let status = git_remote_connect_ext(remote, GIT_DIRECTION_FETCH, &options)
        try check(status, isConnecting: true)
        return try advertisement(asking: asked)
    }

    private func advertisement(asking asked: String?) throws(GitError) -> Advertisement {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try check(git_remote_ls(&heads, &count, remote))
        guard count <= Self.maximumAdvertised else { throw tooMany(count, "references") }
        var result = Advertisement()
        for index in 0..<count {
            guard let head = heads?[index]?.pointee, let raw = head.name else { continue }
            let name = String(cString: raw)
            if name == "HEAD", let target = head.symref_target {
                result.defaultBranch = Self.branch(String(cString: target))
            }
            if let branch = Self.branch(name) { result.branches[branch] = ObjectID(head.oid) }
            if name == asked { result.asked = ObjectID(head.oid) }
        }
        guard result.branches.count <= Repository.maximumReferences else {
            throw tooMany(result.branches.count, "branches")
        }
        if result.defaultBranch == nil { result.defaultBranch = guessedDefaultBranch() }
        return result
    }

    private func tooMany(_ count: Int, _ what: String) -> GitError {
        context.call.failure(.tooLarge, "too-large: the remote has \(count) \(what)")
    }

    private func guessedDefaultBranch() -> String? {
        var buffer = git_buf()
        guard git_remote_default_branch(&buffer, remote) == 0 else { return nil }
        defer { git_buf_dispose(&buffer) }
        return buffer.ptr.flatMap { Self.branch(String(cString: $0)) }
    }

    private static func branch(_ name: String) -> String? {
        let prefix = "refs/heads/"
        return name.hasPrefix(prefix) && name != prefix ? String(name.dropFirst(prefix.count)) : nil
    }

    /// Brings the objects of all branches, or of one reference; references are left alone.
    func download(_ reference: String = "refs/heads/*") throws(GitError) {
        var options = git_fetch_options()
        git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
        options.callbacks = context.callbacks
        options.proxy_opts = proxyOptions
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        options.update_fetchhead = 0
        let status = Self.withStrings(["+\(reference):\(reference)"]) {
            git_remote_download(remote, $0, &options)
        }
        try check(status)
    }

    /// Sends one reference with its objects, then throws unless the remote said that it took it.
    ///
    /// Without a local reference the remote one is deleted, and `commit` is then all zeros.
    func upload(
        _ local: String?, to reference: String, expecting expected: ObjectID?, commit: ObjectID
    )
        throws(GitError)
    {
        context.lease = (reference, expected, commit)
        var options = git_push_options()
        git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION))
        options.callbacks = context.callbacks
        options.proxy_opts = proxyOptions
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        let refspec = local.map { "+\($0):\(reference)" } ?? ":\(reference)"
        let status = Self.withStrings([refspec]) { git_remote_upload(remote, $0, &options) }
        try check(status)
        guard let answer = context.pushStatus else {
            throw context.call.failure(
                .unreachable, "the remote did not say whether it took the push")
        }
        guard answer.isEmpty else {
            throw context.call.failure(.pushRefused, "the remote said: \(answer)")
        }
    }

    private var proxyOptions: git_proxy_options {
        var options = git_proxy_options()
        git_proxy_options_init(&options, UInt32(GIT_PROXY_OPTIONS_VERSION))
        if let proxy {
            options.type = GIT_PROXY_SPECIFIED
            options.url = UnsafePointer(proxy)
        }
        return options
    }

    private func check(_ status: Int32, isConnecting: Bool = false) throws(GitError) {
        guard status < 0 else { return }
        if let failure = context.failure { throw failure }
        let error = context.call.error(status)
        // A refused connection comes as an error of the operating system.
        if isConnecting, error.code == .fileSystem {
            throw context.call.failure(.unreachable, error.detail)
        }
        if error.detail.contains("status code: 401") || error.detail.contains("status code: 403") {
            throw context.call.failure(
                .authentication, error.detail, remedy: "check the token and its rights")
        }
        throw error
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<git_strarray>) -> Result
    ) -> Result {
        var copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeMutableBufferPointer { buffer in
            var array = git_strarray(strings: buffer.baseAddress, count: buffer.count)
            return body(&array)
        }
    }
}

extension RemoteURL {
    /// The proxy on the way to the remote; nil for none, as over SSH.
    fileprivate func proxy(of network: NetworkSettings) -> ProxyAddress? {
        guard case .http(let scheme) = transport, let host else { return nil }
        let isSecure = scheme == "https"
        return network.proxy(
            toHost: host, port: port.map(Int.init) ?? (isSecure ? 443 : 80), isSecure: isSecure)
    }
}
